"""The list and the page of a member say what `ask` says, whatever the names hold."""

from contextlib import contextmanager

import pytest

from alkasba.derive.web.members import find_paged
from alkasba.derive.web.state import State
from alkasba.errors import UnknownName
from alkasba.flows.members import MOST_OTHERS, list_members, show_member
from alkasba.flows.serving import Serving
from tests.served_shop import HOSTILE, served_shop
from tests.shop_builder import PRODUCT

MAKER = """
kind = "dimension"
key = ["code"]
label = "name"
day = "since"
history = ["city"]
[columns]
code = { type = "code" }
name = { type = "text" }
city = { type = "text" }
since = { type = "day" }
"""
MAKERS = 'kind = "csv"\nfiles = ["data/makers.csv"]\n[feeds.maker]\n'


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    found = served_shop(
        tmp_path_factory.mktemp("members"),
        tables__maker=MAKER,
        sources__makers=MAKERS,
        tables__product=f'{PRODUCT}maker = {{ refers = "maker" }}\n',
    )
    found.write(
        "data/makers.csv",
        "code,name,city,since\nM1,Mill,Lyon,2025-01-01\nM1,Mill,Paris,2026-02-01\nM2,Moor,,2025-01-01\n",
    )
    lines = (found.folder / "data/products.csv").read_text(encoding="utf-8").splitlines()
    found.write(
        "data/products.csv", "\n".join([f"{lines[0]},maker", *(f"{x},M1" for x in lines[1:]), ""])
    )
    found.run()
    return found


@contextmanager
def edition(shop):
    serving = Serving(shop.folder)
    try:
        with serving.edition() as found:
            yield found
    finally:
        serving.close()


def listed(shop, table="product", *, search="", order="", limit=100, offset=0):
    with edition(shop) as found:
        return list_members(
            found,
            find_paged(found.shop, table),
            search=search,
            order=order,
            limit=limit,
            offset=offset,
        )


def shown(shop, key, table="product"):
    with edition(shop) as found:
        return show_member(found, find_paged(found.shop, table), key, lambda page: State())


def names(found):
    return [row[0] for row in found.rows]


def test_each_member_has_the_measures_of_its_last_twelve_months(shop):
    found = listed(shop)
    asked = {
        row[0]: row[1:]
        for row in shop.ask("net_sales", "units", by="product", where="day >= '2025-11-01'")
    }
    at = found.columns.index("code")
    # What was sold of no known product is no member.
    assert {row[at] for row in found.rows} == {"P1", *(f"H{n}" for n in range(len(HOSTILE)))}
    places = [[*found.columns, *found.measures].index(name) for name in ("net_sales", "units")]
    for row in found.rows:
        assert tuple(row[place] for place in places) == asked.get(row[at], (None, None))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_found_by_itself(shop, name):
    assert names(listed(shop, search=name)) == [name]


@pytest.mark.parametrize(
    ("search", "hits"),
    [("MINT", ["Mint"]), ("tea p1", ["Mint"]), ("mínt", ["Mint"]), ("% _", []), ("'", ["'; --"])],
)
def test_a_search_minds_neither_case_nor_accents_and_wants_every_word(shop, search, hits):
    found = [name for name in names(listed(shop, search=search)) if "cmd" not in name]
    assert found == hits


@pytest.mark.parametrize("order", ["name", "code", "category"])
def test_a_list_is_in_the_order_that_is_asked(shop, order):
    up, down = listed(shop, order=order), listed(shop, order=f"-{order}")
    at = up.columns.index(order)
    assert [r[at] for r in up.rows] == sorted(r[at] for r in up.rows)
    assert [r[at] for r in down.rows] == [r[at] for r in up.rows][::-1]


def test_the_largest_stand_first_where_no_order_is_asked_and_blanks_last(shop):
    found = listed(shop)
    at = [*found.columns, *found.measures].index(found.measures[0])
    values = [row[at] for row in found.rows]
    told = [value for value in values if value is not None]
    assert values == sorted(told, reverse=True) + [None] * (len(values) - len(told))


def test_pages_follow_each_other_without_gap_or_overlap(shop):
    whole = listed(shop).rows
    parts = [listed(shop, limit=2, offset=at).rows for at in range(0, len(whole), 2)]
    assert [row for part in parts for row in part] == whole


@pytest.mark.parametrize("order", ["nam", "-", "name; --", '"name"', "--name"])
def test_an_unknown_order_is_refused(shop, order):
    with pytest.raises(UnknownName) as caught:
        listed(shop, order=order)
    assert caught.value.next_step


def test_a_member_is_listed_once_as_it_is_now(shop):
    found = listed(shop, "maker", order="name")
    assert names(found) == ["Mill", "Moor"]
    assert found.rows[0][found.columns.index("city")] == "Paris"


def test_a_member_has_its_versions_and_those_that_refer_to_it(shop):
    found = shown(shop, "M1", "maker")
    assert [row[2] for row in found.versions] == ["Paris", "Lyon"]
    (others,) = found.others
    assert others.table.name == "product"
    assert ("P1", "Mint") in others.members
    assert not others.is_cut
    assert len(others.members) <= MOST_OTHERS


def test_what_a_member_refers_to_is_told_by_its_name(shop):
    found = shown(shop, "P1")
    assert (found.name, found.values["maker"]) == ("Mint", "M1")
    assert found.labels["maker"] == {"M1": "Mill"}


@pytest.mark.parametrize("at", range(len(HOSTILE)))
def test_the_tiles_of_a_member_say_what_ask_says(shop, at):
    key = f"H{at}"
    found = shown(shop, key)
    number = found.shown.tiles[0]
    where = f"product = '{key}' and day >= '2025-11-01'"
    assert number.rows[0][0] == shop.ask(number.measures[0], where=where)[0][0]


@pytest.mark.parametrize("key", ["P9", "unknown", "", "'; DROP TABLE product; --", "p1", "0"])
def test_there_is_no_page_of_nobody(shop, key):
    with pytest.raises(UnknownName) as caught:
        shown(shop, key)
    assert "/tables/product" in caught.value.next_step

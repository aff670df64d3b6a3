import json
from pathlib import Path
from typing import Any

import pytest

from alkasba.errors import DeclarationError, SettingsError, StoreError, WrongValue
from alkasba.flows.stream.message import change_of
from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.running import produce
from alkasba.stream import open_log
from tests.shop_builder import SALE, ShopFolder, small_shop
from tests.stream_shop import stream_shop


def test_a_part_keeps_what_it_derives_in_a_place_of_its_own(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    (part,) = parts_of(ShopFolder(tmp_path).open())
    inside = tmp_path / "build/stream/product"
    settings = part.opened.settings
    assert part.folder == inside
    for path in (settings.warehouse_file, settings.build, settings.path("privacy.vault")):
        assert path.is_relative_to(inside)


def test_secrets_are_those_of_the_shop(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    ShopFolder(tmp_path).write("alkasba.secrets.toml", 'TOKEN = "abc"\n')
    (part,) = parts_of(ShopFolder(tmp_path).open())
    assert part.opened.settings.secret("TOKEN") == "abc"
    with pytest.raises(SettingsError):
        part.opened.settings.secret("ANOTHER")


def test_where_nothing_is_searched_the_next_step_is_told(tmp_path: Path) -> None:
    opened = small_shop(tmp_path).open()
    with pytest.raises(WrongValue) as error:
        parts_of(opened)
    assert "[search]" in error.value.next_step


def test_the_sources_are_named(tmp_path: Path) -> None:
    stream_shop(tmp_path)
    (part,) = parts_of(ShopFolder(tmp_path).open())
    assert part.source == "products"


TOLD = """
kind = "dimension"
key = ["code"]
[columns]
code = { type = "code" }
name = { type = "text" }
units_sold = { type = "whole", measure = "units", missing = 0 }
last_on = { type = "day", measure = "last_sale" }
is_idle = { type = "flag", formula = "units_sold = 0" }
[search]
told = ["units_sold", "last_on"]
"""


def told_shop(folder: Path, table: str = TOLD) -> ShopFolder:
    """A shop whose documents tell what sales say of products."""
    sale = SALE + 'last_sale = { formula = "max(sold_on)" }\n'
    shop = small_shop(folder, tables__sale=sale, tables__product=table)
    shop.sales("a.csv", "A1,1,2025-11-03,P1,2,1.50", "A2,1,2025-11-05,P1,3,1.50")
    return shop


def round_of(shop: ShopFolder) -> tuple[int, dict[str, Any]]:
    """How many documents a round tells, and all that the log holds then."""
    (done,) = produce(shop.open())
    told = {}
    for received in open_log(shop.open().settings).read_all("alkasba.product"):
        document = change_of(received.message).document
        assert document is not None
        told[received.message.key.decode()] = json.loads(document)
    return done.sent, told


def test_documents_tell_what_the_last_run_has_reckoned(tmp_path: Path) -> None:
    shop = told_shop(tmp_path)
    assert round_of(shop) == (
        2,
        {"P1": {"code": "P1", "name": "Mint"}, "P2": {"code": "P2", "name": "Sage"}},
    ), "nothing has been reckoned yet"
    shop.run()
    assert round_of(shop) == (
        2,
        {
            "P1": {"code": "P1", "name": "Mint", "units_sold": 5, "last_on": "2025-11-05"},
            "P2": {"code": "P2", "name": "Sage", "units_sold": 0},
        },
    )
    shop.sales("b.csv", "A3,1,2025-12-03,P2,1,1.50")
    assert round_of(shop)[0] == 0, "no run has seen it"
    shop.run()
    sent, told = round_of(shop)
    assert (sent, told["P2"]["units_sold"]) == (1, 1)


def test_a_member_that_no_run_has_seen_is_told_all_the_same(tmp_path: Path) -> None:
    shop = told_shop(tmp_path)
    shop.run()
    shop.write("data/products.csv", "code,name\nP1,Mint\nP2,Sage\nP3,Thyme\n")
    assert round_of(shop)[1]["P3"] == {"code": "P3", "name": "Thyme", "units_sold": 0}


def test_the_version_that_holds_now_is_told(tmp_path: Path) -> None:
    versions = TOLD.replace("[columns]", 'day = "since"\nhistory = ["name"]\n[columns]').replace(
        "[search]", 'since = { type = "day" }\n[search]'
    )
    shop = told_shop(tmp_path, versions)
    shop.write("data/products.csv", "code,name,since\nP1,Mint,2025-01-01\nP1,Menthe,2025-11-04\n")
    shop.run()
    sent, told = round_of(shop)
    assert (sent, told["P1"]["units_sold"]) == (1, 5)


def test_a_warehouse_of_another_declaration_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    shop = told_shop(tmp_path, TOLD.replace('"units_sold", ', ""))
    shop.run()
    text = TOLD.replace('told = ["units_sold", "last_on"]', 'told = ["units_sold", "first_on"]')
    more = 'first_on = { type = "day", measure = "first_sale" }\n[search]'
    shop.write("tables/product.toml", text.replace("[search]", more))
    sale = (tmp_path / "tables/sale.toml").read_text()
    shop.write("tables/sale.toml", sale + 'first_sale = { formula = "min(sold_on)" }\n')
    assert round_of(shop)[1]["P1"] == {"code": "P1", "name": "Mint", "units_sold": 5}


def test_a_warehouse_that_is_damaged_changes_no_document(tmp_path: Path) -> None:
    shop = told_shop(tmp_path)
    shop.run()
    round_of(shop)
    shop.write("build/warehouse.duckdb", b"no warehouse" * 1000)
    with pytest.raises(StoreError, match="damaged"):
        round_of(shop)


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ('["unit_sold"]', "Did you mean 'units_sold'?"),
        ('["name"]', "'name' is no column that facts tell"),
    ],
)
def test_what_no_fact_tells_is_refused(tmp_path: Path, told: str, what: str) -> None:
    shop = told_shop(tmp_path, TOLD.replace('["units_sold", "last_on"]', told))
    with pytest.raises(DeclarationError) as error:
        shop.open()
    assert what in str(error.value)


def test_what_facts_tell_of_people_is_refused(tmp_path: Path) -> None:
    personal = TOLD.replace("missing = 0", 'missing = 0, personal = "location"')
    for told in ('["units_sold"]', '["is_idle"]'):
        table = personal.replace('["units_sold", "last_on"]', told)
        with pytest.raises(DeclarationError, match="is personal"):
            told_shop(tmp_path, table).open()

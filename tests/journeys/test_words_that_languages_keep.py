"""A shop whose tables, columns and measures are called by words that SQL, DAX, M or TOML keep."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from alkasba.derive.query import Question
from alkasba.flows.building import POWERBI, build_files
from tests.drawn_shop import Kept
from tests.services import Server
from tests.shop_builder import ShopFolder, small_shop
from tests.stores.test_power_bi_finds_its_tables import asked_by
from tests.tellings import Place, Tally, Tellers

OTHERS = """
calculated current_date current_user date define each evaluate false index key let measure over
ref return row rows time true user value values var window year
""".split()
"""Words that DAX, M or the language of models keep, and SQL in some places only."""
COLUMN = "in_all"
"""A column with a plain name, of which the measures are made."""


def kept_words() -> list[str]:
    """These, and every word that DuckDB keeps, which are those of PostgreSQL and some more."""
    reserved = "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
    with duckdb.connect() as db:
        return sorted({*OTHERS, *(word for (word,) in db.execute(reserved).fetchall())})


WORDS = kept_words()
NUMBERED = [word for word in WORDS if word not in ("on", "group")]
"""All but the fact's day and its reference."""
GROUP = "\n".join(
    [
        'kind = "dimension"',
        'key = ["code"]',
        "[columns]",
        'code = { type = "code" }',
        *(f'{word} = {{ type = "text" }}' for word in WORDS),
    ]
)
ORDER = "\n".join(
    [
        'kind = "fact"',
        'key = ["code"]',
        'day = "on"',
        "[columns]",
        'code = { type = "code" }',
        'on = { type = "day" }',
        'group = { refers = "group" }',
        *(f'{word} = {{ type = "whole" }}' for word in NUMBERED),
        'added = { type = "whole", formula = \'"select" + "from" * 2\' }',
        "[measures]",
        *(f"of_{word} = {{ formula = 'sum(\"{word}\")' }}" for word in NUMBERED),
        'of_added = { formula = "sum(added)" }',
    ]
)
SELECT = "\n".join(
    [
        'kind = "fact"',
        'day = "held_on"',
        "[columns]",
        'held_on = { type = "day" }',
        'group = { refers = "group" }',
        f'{COLUMN} = {{ type = "money" }}',
        "[measures]",
        *(
            f'{word} = {{ formula = "sum({COLUMN}) * {number}" }}'
            for number, word in enumerate(NUMBERED, 1)
        ),
    ]
)
TABLES = {"order": ORDER, "group": GROUP, "select": SELECT}
SOURCE = 'kind = "csv"\nfiles = ["data/{0}/*.csv"]\n[feeds.{0}]\n'
DAYS = ("2025-01-10", "2025-02-10", "2025-02-11")


def shop_of_words(folder: Path, alkasba: str) -> ShopFolder:
    """The shop's files; each table has a row for each of the days."""
    shop = small_shop(
        folder,
        alkasba=alkasba,
        **{f"tables__{name}": text for name, text in TABLES.items()},
        **{f"sources__{name}": SOURCE.format(name) for name in TABLES},
    )
    for name in ("sources/sales", "sources/products", "tables/sale", "tables/product"):
        (folder / f"{name}.toml").unlink()
    lines: dict[str, list[list[object]]] = {
        "group": [["code", *WORDS]],
        "order": [["code", "on", "group", *NUMBERED]],
        "select": [["held_on", "group", COLUMN]],
    }
    for at, day in enumerate(DAYS, 1):
        lines["group"].append([f"G{at}", *(f"{word} {at}" for word in WORDS)])
        lines["order"].append([f"O{at}", day, f"G{at}", *(at * n for n in range(len(NUMBERED)))])
        lines["select"].append([day, f"G{at}", f"{at}.25"])
    for name, rows in lines.items():
        text = "".join(",".join(map(str, row)) + "\n" for row in rows)
        shop.write(f"data/{name}/all.csv", text)
    return shop


@pytest.fixture(scope="module")
def tellers(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tellers]:
    place = Place(postgres, tmp_path_factory.mktemp("words"))
    with place.tellers(shop_of_words, Tally()) as found:
        yield found


def test_the_words_are_those_that_trip_programs() -> None:
    assert {"select", "group", "order", "user", "var", "true", "let"} <= {*WORDS}


def test_measures_called_by_words_are_the_same_to_all(tellers: Tellers) -> None:
    for at in range(0, len(NUMBERED), 20):
        tellers.hold(Question(tuple(NUMBERED[at : at + 20]), by=("group",)), ())
    assert tellers.tally.told["values of DAX"] >= len(NUMBERED)


def test_columns_called_by_words_are_added_up_by_all(tellers: Tellers) -> None:
    names = ["of_added", *(f"of_{word}" for word in NUMBERED)]
    for at in range(0, len(names), 20):
        tellers.hold(Question(tuple(names[at : at + 20]), compare="previous", by=("month",)), ())
    assert tellers.folder.ask("of_added") != [(0,)]


def test_columns_called_by_words_cut_and_filter(tellers: Tellers) -> None:
    before = tellers.tally.told["values of DAX"]
    for word in WORDS[::3]:
        text = f'"group"."{word}" <> \'{word} 1\''
        kept = Kept(text, f"group.{word}", lambda value, word=word: value != f"{word} 1")
        tellers.hold(Question(("select", "from"), by=(f"group.{word}",), where=text), (kept,))
    assert tellers.tally.told["values of DAX"] - before >= len(WORDS) // 2


def test_the_members_of_such_columns_are_on_the_pages(tellers: Tellers) -> None:
    for page in (
        "/catalogue",
        "/lineage",
        "/health",
        "/tables/group",
        "/tables/group/member?key=G1",
    ):
        assert tellers.client.get(page).status_code == 200, page


def test_the_project_asks_for_them_by_their_names(tellers: Tellers) -> None:
    files = build_files(tellers.folder.open(), POWERBI)
    (order,) = (file for file in files if file.name == "order.tmdl")
    asked = asked_by(order.read_text(encoding="utf-8"))
    assert asked.item == "order"
    assert {*NUMBERED} <= {*asked.selected} & {*asked.columns}

"""What the Power BI project asks for is in PostgreSQL: each table, column, type, key and relation.

The project's files are read as texts, and held against the catalogue of a warehouse that is shared.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from alkasba.flows.building import POWERBI, build_files
from alkasba.flows.opening import OpenShop
from tests.currency_shop import currency_shop, rates, sales
from tests.reckoned_shop import lines, reckoned_shop, write_sales
from tests.shop_builder import ShopFolder
from tests.stores.shared import Shared, as_user
from tests.troubled_shop import troubled_shop

BECOMES = {
    "bigint": "int64",
    "integer": "int64",
    "text": "string",
    "date": "dateTime",
    "boolean": "boolean",
}
"""Type of PostgreSQL -> what Power Query makes of it for a model; numeric is told below."""
NAME = r"(?:'(?:[^']|'')*'|[^\s.='][^\s.=']*)"
IN_M = r'"((?:[^"]|"")*)"'


@dataclass
class Asked:
    """A table of the model: what its query asks for, and what the model makes of it."""

    name: str
    schema: str = ""
    item: str = ""
    selected: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Relation:
    """A relationship of the model, between columns of its tables."""

    start: tuple[str, str]
    end: tuple[str, str]
    is_sure: bool


def plain(name: str) -> str:
    """A name of the model without its quotes."""
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def in_m(text: str) -> str:
    return text.replace('""', '"')


def asking(files: Mapping[str, str]) -> list[str]:
    """The tables that ask the warehouse: all but those that the model makes by itself."""
    tables = [text for name, text in files.items() if "/tables/" in name]
    return [text for text in tables if not CALCULATED.search(text)]


CALCULATED = re.compile(r"^\tpartition .* = calculated$", re.MULTILINE)


def asked_by(text: str) -> Asked:
    """What a file of the model's tables says."""
    blocks = re.split(r"\n\n(?=\t\S)", text)
    head = re.search(rf"^table ({NAME})$", blocks[0], re.MULTILINE)
    assert head, text
    asked = Asked(plain(head[1]))
    for block in blocks[1:]:
        if found := re.search(rf"^\tcolumn ({NAME})", block, re.MULTILINE):
            _read_column(asked, plain(found[1]), block)
        if re.search(r"^\tpartition ", block, re.MULTILINE):
            _read_query(asked, block)
    return asked


def _read_column(asked: Asked, name: str, block: str) -> None:
    kind = re.search(r"^\t\tdataType: (\S+)$", block, re.MULTILINE)
    source = re.search(r"^\t\tsourceColumn: (.*)$", block, re.MULTILINE)
    assert kind, block
    asked.columns[name] = kind[1]
    if source:
        said = source[1]
        asked.sources[name] = in_m(said[1:-1]) if said.startswith('"') else said
    if re.search(r"^\t\tisKey$", block, re.MULTILINE):
        asked.keys.append(name)


def _read_query(asked: Asked, block: str) -> None:
    place = re.search(rf"\[Schema = {IN_M}, Item = {IN_M}\]", block)
    columns = re.search(r"Table\.SelectColumns\(Rows, \{(.*)\}\)", block)
    assert place and columns, block
    asked.schema, asked.item = in_m(place[1]), in_m(place[2])
    asked.selected = [in_m(one) for one in re.findall(IN_M, columns[1])]


def relations_in(text: str) -> Iterator[Relation]:
    """The relationships of the model."""
    side = rf"({NAME})\.({NAME})$"
    for block in re.split(r"\n\n(?=relationship )", text):
        start = re.search(rf"^\tfromColumn: {side}", block, re.MULTILINE)
        end = re.search(rf"^\ttoColumn: {side}", block, re.MULTILINE)
        assert start and end, block
        yield Relation(
            (plain(start[1]), plain(start[2])),
            (plain(end[1]), plain(end[2])),
            is_sure="\trelyOnReferentialIntegrity" in block,
        )


class Catalogue:
    """What PostgreSQL says it has."""

    def __init__(self, shared: Shared) -> None:
        self.types: dict[tuple[str, str], dict[str, str]] = {}
        for schema, table, column, kind in shared.rows(TYPES):
            self.types.setdefault((schema, table), {})[column] = kind
        self.unique = {tuple(row) for row in shared.rows(UNIQUE)}
        self.refers = {tuple(row) for row in shared.rows(REFERS)}


TYPES = """
SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n
  ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
"""
UNIQUE = """
SELECT n.nspname, c.relname, a.attname
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE i.indisunique AND i.indnatts = 1 AND i.indpred IS NULL
"""
REFERS = """
SELECT n.nspname, f.relname, a.attname, t.relname, b.attname
FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
  JOIN pg_namespace n ON n.oid = f.relnamespace
  JOIN pg_attribute a ON a.attrelid = f.oid AND a.attnum = k.conkey[1]
  JOIN pg_attribute b ON b.attrelid = t.oid AND b.attnum = k.confkey[1]
WHERE k.contype = 'f' AND k.convalidated AND cardinality(k.conkey) = 1
"""


def kind_of(told: str) -> tuple[str, ...]:
    """The types of a model that take a column of PostgreSQL without a loss."""
    if found := re.fullmatch(r"numeric\((\d+),(\d+)\)", told):
        # A fixed decimal has four digits after the point, and nineteen in all.
        return ("decimal",) if int(found[2]) <= 4 and int(found[1]) <= 19 else ("double",)
    return (BECOMES[told],)


def troubles(files: dict[str, str], catalogue: Catalogue) -> list[str]:
    """What the project asks for that PostgreSQL has not, or has otherwise."""
    asked = [asked_by(text) for text in asking(files)]
    tables = {one.name: one for one in asked}
    found = [trouble for one in asked for trouble in _of_table(one, catalogue)]
    (relations,) = (text for name, text in files.items() if name.endswith("/relationships.tmdl"))
    for relation in relations_in(relations):
        found += _of_relation(relation, tables, catalogue)
    return found


def _of_table(asked: Asked, catalogue: Catalogue) -> Iterator[str]:
    place = (asked.schema, asked.item)
    held = catalogue.types.get(place)
    if held is None:
        yield f"{asked.name}: there is no table {place}"
        return
    if asked.selected != list(asked.sources.values()):
        yield f"{asked.name}: asks for {asked.selected}, and reads {asked.sources}"
    for column, source in asked.sources.items():
        if source not in held:
            yield f"{asked.name}.{column}: there is no column {source}"
        elif asked.columns[column] not in kind_of(held[source]):
            yield f"{asked.name}.{column}: {asked.columns[column]} of {held[source]}"
    for key in asked.keys:
        if (*place, asked.sources[key]) not in catalogue.unique:
            yield f"{asked.name}.{key}: nothing there says that it is a key"


def _of_relation(
    relation: Relation, tables: dict[str, Asked], catalogue: Catalogue
) -> Iterator[str]:
    start, end = tables[relation.start[0]], tables[relation.end[0]]
    here, there = start.sources[relation.start[1]], end.sources[relation.end[1]]
    if (end.schema, end.item, there) not in catalogue.unique:
        yield f"{relation}: its end is of several rows"
    types = {
        catalogue.types.get((table.schema, table.item), {}).get(name)
        for table, name in ((start, here), (end, there))
    }
    if len(types) != 1:
        yield f"{relation}: two types, {types}"
    key = (start.schema, start.item, here, end.item, there)
    if relation.is_sure and key not in catalogue.refers:
        yield f"{relation}: SQL may join inside, and no key says that each row has a partner"


def project_of(opened: OpenShop) -> dict[str, str]:
    """The model's files."""
    return {
        path.as_posix(): path.read_text(encoding="utf-8")
        for path in build_files(opened, POWERBI)
        if path.suffix == ".tmdl"
    }


def _reckoned(folder: Path) -> ShopFolder:
    shop = reckoned_shop(folder)
    write_sales(shop, "all.csv", lines(Random("reckoned"), 3, 40))
    return shop


def _currencies(folder: Path) -> ShopFolder:
    shop = currency_shop(folder)
    sales(shop, "S1,2025-01-10,USD,5")
    rates(shop, "2025-01-10,USD,1.25")
    return shop


SHOPS: dict[str, Callable[[Path], ShopFolder]] = {
    "troubled": troubled_shop,
    "reckoned": _reckoned,
    "currencies": _currencies,
}


def test_the_example_shop_finds_its_tables(herbs: tuple[OpenShop, Shared]) -> None:
    opened, shared = herbs
    files = project_of(opened)
    assert troubles(files, Catalogue(shared)) == []
    asked = [asked_by(text) for text in asking(files)]
    assert {one.item for one in asked} >= {*opened.shop.tables, "calendar"}
    assert sum(len(one.sources) for one in asked) > 100
    (relations,) = (text for name, text in files.items() if name.endswith("/relationships.tmdl"))
    assert sum(relation.is_sure for relation in relations_in(relations)) > 15


@pytest.mark.parametrize("name", SHOPS)
def test_shops_find_their_tables(name: str, tmp_path: Path, database: Shared) -> None:
    shop = SHOPS[name](tmp_path)
    shop.write("alkasba.local.toml", database.settings('schema = "The \\"shop\\""\n'))
    shop.run()
    files = project_of(shop.open())
    assert troubles(files, Catalogue(database)) == []
    assert {asked_by(text).schema for text in asking(files)} == {'The "shop"'}


def test_a_reader_may_ask_all_that_the_project_asks(tmp_path: Path, database: Shared) -> None:
    with as_user(database, "looks_at_it") as reader:
        shop = troubled_shop(tmp_path)
        shop.write("alkasba.local.toml", database.settings('reader = "looks_at_it"\n'))
        shop.run()
        for text in asking(project_of(shop.open())):
            asked = asked_by(text)
            columns = ", ".join(f'"{one}"' for one in asked.selected)
            reader.execute(f'SELECT {columns} FROM "{asked.schema}"."{asked.item}" LIMIT 1')


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP TABLE shop.refund", "there is no table"),
        ("ALTER TABLE shop.product RENAME name TO called", "there is no column name"),
        ("ALTER TABLE shop.refund ALTER amount TYPE numeric(18,6)", "decimal of numeric(18,6)"),
        ("ALTER TABLE shop.product DROP CONSTRAINT product_pkey CASCADE", "that it is a key"),
        ("ALTER TABLE shop.sale DROP CONSTRAINT KEY", "no key says"),
    ],
)
def test_what_is_not_there_is_noticed(
    tmp_path: Path, database: Shared, change: str, said: str
) -> None:
    """So that the tests above can fail."""
    shop = troubled_shop(tmp_path)
    shop.write("alkasba.local.toml", database.settings())
    shop.run()
    key = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND "
    names = database.rows(f"{key} conrelid = 'shop.sale'::regclass ORDER BY 1")
    database.do(change.replace("KEY", f'"{names[0][0]}"'))
    assert any(said in one for one in troubles(project_of(shop.open()), Catalogue(database)))

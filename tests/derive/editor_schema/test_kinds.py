"""The schemas accept what the documentation shows and what the reader knows, and nothing else."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from alkasba.derive.editor_schema import editor_schemas
from alkasba.derive.editor_schema.kinds import ELSEWHERE as KEYS
from alkasba.derive.editor_schema.kinds import SETTINGS
from alkasba.errors import SettingsError
from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.model.read_dashboard import read_dashboard
from alkasba.model.read_policy import read_policy
from alkasba.model.read_source import read_source
from alkasba.model.read_table import read_table
from alkasba.model.table import TYPES
from alkasba.settings import DEFAULTS, read_settings
from alkasba.sources import KINDS
from alkasba.sources.api.options import KEEPS, PAGES
from alkasba.sources.api.options_auth import WAYS

ROOT = Path(__file__).parents[3]
SCHEMAS = {name.split(".")[0]: json.loads(text) for name, text in editor_schemas().items()}
KINDS_READ = {name: kind.options for name, kind in KINDS.items()}
READERS = {
    "table": lambda entry: read_table("one", entry),
    "source": lambda entry: read_source("one", entry, KINDS_READ),
    "dashboard": lambda entry: read_dashboard("one", entry),
    "policy": read_policy,
}


def plain(value):
    """TOML as an editor hands it to a schema: days are texts."""
    if isinstance(value, dict):
        return {key: plain(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [plain(inside) for inside in value]
    return value.isoformat() if isinstance(value, date) else value


def mistakes(kind, text):
    data = plain(tomllib.loads(text))
    return [error.message for error in Draft202012Validator(SCHEMAS[kind]).iter_errors(data)]


def documented():
    """Each example of the declaration's page, with the kind of file that it is."""
    page = (ROOT / "docs/reference/declaration.md").read_text(encoding="utf-8")
    for title, text in re.findall(r"^## (\S+)[^\n]*\n.*?^```toml\n(.*?)^```", page, re.M | re.S):
        kind = title.removesuffix(".toml") if "/" not in title else title.split("/")[0][:-1]
        yield pytest.param(kind, text, id=title)


def in_repository():
    for path in sorted(ROOT.glob("**/*.toml")):
        place = path.relative_to(ROOT)
        if path.parent.name in ("tables", "sources", "dashboards"):
            yield pytest.param(path.parent.name.removesuffix("s"), path, id=str(place))
        elif path.stem in ("alkasba", "shop", "policy"):
            yield pytest.param(path.stem, path, id=str(place))


@pytest.mark.parametrize("kind", SCHEMAS)
def test_each_is_a_schema(kind):
    Draft202012Validator.check_schema(SCHEMAS[kind])


@pytest.mark.parametrize(("kind", "text"), list(documented()))
def test_every_documented_example_is_accepted(kind, text):
    assert mistakes(kind, text) == []


def test_every_kind_of_file_is_documented():
    assert {parameter.values[0] for parameter in documented()} == set(SCHEMAS)


@pytest.mark.parametrize(("kind", "path"), list(in_repository()))
def test_every_shop_of_ours_is_accepted(kind, path):
    assert mistakes(kind, path.read_text(encoding="utf-8")) == []


COLUMN = 'kind = "fact"\n[columns]\n'
SOURCE = 'files = ["a.csv"]\n'
API = 'kind = "api"\nurl = "https://shop.example"\n'


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("table", 'kind = "facts"\n[columns]'),
        ("table", 'kind = "fact"'),
        ("table", 'kind = "fact"\nkeys = ["a"]\n[columns]'),
        ("table", COLUMN + 'a = { type = "float" }'),
        ("table", COLUMN + "a = { }"),
        ("table", COLUMN + 'a = { type = "code", refers = "b" }'),
        ("table", COLUMN + 'a = { type = "text", choices = ["b"] }'),
        ("table", COLUMN + 'a = { type = "choice" }'),
        ("table", COLUMN + 'a = { type = "code", at_least = 1 }'),
        ("table", COLUMN + 'a = { type = "whole", decimals = 2 }'),
        ("table", COLUMN + '"a b" = { type = "code" }'),
        ("table", COLUMN + '[measures]\na = { where = "b" }'),
        ("table", COLUMN + '[measures]\na = { formula = "b", over_time = "sum" }'),
        ("source", 'kind = "csv"'),
        ("source", 'kind = "api"'),
        ("source", API + 'pages = { by = "number" }'),
        ("source", API + 'auth = { by = "bearer" }'),
        ("source", API + 'since = { field = "a", parameter = "b", overlap = "1 moon" }'),
        ("source", SOURCE + '[format]\ndecimal = ";"'),
        ("source", SOURCE + '[feeds.a]\nduplicates = "drop"'),
        ("source", SOURCE + '[feeds.a.columns]\nb = { form = "c" }'),
        ("source", SOURCE + 'url = "sqlite:a.db"'),
        ("source", 'kind = "database"\n[feeds.a]\nrows = "b"'),
        ("source", 'kind = "databases"\nurl = "sqlite:a.db"\n[feeds.a]'),
        ("dashboard", '[[tiles]]\nshow = "pie"\nmeasure = "a"'),
        ("dashboard", '[[tiles]]\nshow = "line"'),
        ("dashboard", '[[tiles]]\nmeasure = "a"\ncompare = "last_month"'),
        ("policy", '[classes.a]\nbasis = "because"'),
        ("policy", "[roles.a]\nrows = {}"),
        ("policy", "[roles.a]\nrows.b = 'some'"),
        ("policy", "[roles.a]\nrows.b = {}"),
        ("policy", "[roles.a]\nrows.b.d = []"),
        ("policy", "[roles.a]\nrows.b.d = 1.5"),
        ("shop", "fiscal_year_starts = 13"),
        ("shop", 'curency = "EUR"'),
        ("shop", 'rates = { table = "rate" }'),
        ("shop", 'rates = { quoted = "per euro" }'),
        ("shop", 'rates = { quoted = "currency per base", base = "euro" }'),
        ("shop", 'rates = { quoted = "currency per base", within_days = 400 }'),
        ("table", COLUMN + 'a = { type = "number", currency = "b" }'),
        ("source", SOURCE + 'feeds = { a = { unpivot = { name = "b" } } }'),
        ("alkasba", '[warehose]\nurl = "duckdb:a"'),
    ],
)
def test_mistakes_are_found(kind, text):
    assert mistakes(kind, text)


def properties(schema, found=None):
    """Every key that a schema knows, with those inside it."""
    found = set() if found is None else found
    for key, value in schema.items():
        if key == "properties":
            found |= set(value)
        for inside in value if isinstance(value, list) else [value]:
            if isinstance(inside, dict) and key not in ("if", "oneOf"):
                properties(inside, found)
    return found


FULL = {
    "table": COLUMN
    + """
        a = { type = "code", case = "upper", spellings = { x = "y" } }
        [measures]
        b = { formula = "count()", over_time = { take = "last" }, only_by = ["a"] }
        [pairs]
        of = "c"
        [search]
        [recommend]
        less = { of = "c" }
        experiment = { arms = { a = { share = 0.5 } } }
        """,
    "source": """
        kind = "api"
        since = { field = "a" }
        auth = { by = "bearer" }
        graphql = { query = "a" }
        [feeds.a]
        duplicates = { by = "b" }
        deleted = { column = "b" }
        unpivot = { name = "b", value = "d" }
        [feeds.a.columns]
        b = { from = "c" }
        [feeds.a.joins.d]
        on = { e = "e" }""",
    "dashboard": '[[tiles]]\nmeasure = "a"',
    "policy": "[classes.a]\n[roles.b]\nrows.a.b = 'd'",
}


ELSEWHERE = ('kind = "database"\nurl = "sqlite:a.db"\n[feeds.a]\nrows = "b"',)
"""One source of each kind that is no file: each has keys of its own."""

# What only a kind of origin reads, which the model does not know.
OF_ONE_KIND = {"source": {"sheet", "sheets"}}


@pytest.mark.parametrize("kind", READERS)
def test_schema_and_reader_know_the_same_keys(kind, monkeypatch):
    known = set()
    monkeypatch.setattr(Entry, "finish", lambda entry: known.update(entry.known))
    for text in (FULL[kind], *(ELSEWHERE if kind == "source" else ())):
        READERS[kind](Entry(Findings(), "file", "", tomllib.loads(text)))
    chosen = {"a", "b", "d", "x", "y"}
    assert properties(SCHEMAS[kind]) == (known - chosen) | OF_ONE_KIND.get(kind, set())


def test_settings_are_all_told(tmp_path):
    assert set(SETTINGS) == set(DEFAULTS)
    sections = SCHEMAS["alkasba"]["properties"]
    known = {f"{s}.{key}" for s in sections if s != "places" for key in sections[s]["properties"]}
    assert known == set(DEFAULTS)
    (tmp_path / "alkasba.toml").write_text("[warehouse]\nulr = 'x'", encoding="utf-8")
    with pytest.raises(SettingsError):
        read_settings(tmp_path, {})


def test_ways_of_an_api_are_those_of_its_reader():
    keys = KEYS["api"]
    assert keys["pages"]["properties"]["by"]["enum"] == list(PAGES)
    assert keys["auth"]["properties"]["by"]["enum"] == list(WAYS)
    assert keys["keep"]["enum"] == list(KEEPS)
    assert set(SCHEMAS["source"]["properties"]["kind"]["enum"]) == set(KINDS)


def test_types_are_those_of_the_reader():
    column = SCHEMAS["table"]["properties"]["columns"]["additionalProperties"]
    assert column["properties"]["type"]["enum"] == list(TYPES)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_everything_has_a_description(kind):
    text = json.dumps(SCHEMAS[kind])
    assert '"description": ""' not in text

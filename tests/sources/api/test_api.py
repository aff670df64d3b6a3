"""An API as a kind of origin: several sources at once, all of them or none."""

from pathlib import Path

import duckdb
import pytest

from alkasba.errors import SourceAway, SourceError
from alkasba.model.source import Source
from alkasba.ports import Remote, Wanted
from alkasba.report import silent
from alkasba.sources import KINDS
from alkasba.sources.api import ApiSource, api_of
from alkasba.sources.extracts import Extracts
from tests.origins.paged import dummyjson
from tests.origins.server import serve
from tests.sources.api.build import Make, declared, numbered

ORDERS = [{"id": 7, "city": "Fes", "lines": [{"sku": "a", "n": 1.25}, {"sku": "b", "n": 2}]}]


def test_it_is_an_origin_elsewhere() -> None:
    assert isinstance(KINDS["api"], Remote)


def test_what_was_fetched_lands_like_any_json(elsewhere: Make, tmp_path: Path) -> None:
    api = elsewhere(dummyjson(orders=ORDERS), 'rows = "orders"\nkey = "id"')
    api.fetch()
    kind = ApiSource()
    files = kind.list_files(api.source, tmp_path)
    assert [file.name for file in files] == ["orders"]
    with duckdb.connect() as workbench:
        (landing,) = kind.land(
            api.source,
            files,
            workbench,
            rows="lines",
            names=["^.id", "sku", "n"],
            scratch=tmp_path,
        )
        rows = workbench.execute(f"SELECT c0, c1, c2 FROM {landing.table}").fetchall()
    assert rows == [("7", "a", "1.25"), ("7", "b", "2")]


def test_the_keys_of_what_was_fetched_are_those_of_its_rows(
    elsewhere: Make, tmp_path: Path
) -> None:
    api = elsewhere(dummyjson(orders=ORDERS), 'rows = "orders"\nkey = "id"')
    api.fetch()
    (file,) = ApiSource().list_files(api.source, tmp_path)
    found = ApiSource().head(api.source, file, rows="", names=["city"])
    assert [(set(row.keys), row.values) for row in found] == [({"id", "city", "lines"}, ("Fes",))]


def test_nothing_fetched_yet_is_told(elsewhere: Make, tmp_path: Path) -> None:
    api = elsewhere(dummyjson(orders=[]), 'rows = "orders"')
    with pytest.raises(SourceAway, match="nothing was fetched yet"):
        ApiSource().list_files(api.source, tmp_path)


def test_one_source_that_fails_leaves_all_as_they_were(tmp_path: Path) -> None:
    with serve(dummyjson(orders=numbered(2))) as origin:
        wanted = [
            wanted_of(tmp_path, name, f'url = "{origin.url}/{name}"\nrows = "orders"')
            for name in ("orders", "gone")
        ]
        with pytest.raises(SourceError):
            ApiSource().fetch(wanted, secret=str, tell=silent)
        assert Extracts(wanted[0].folder).parts() == ()
        ApiSource().fetch(wanted[:1], secret=str, tell=silent)
        assert Extracts(wanted[0].folder).parts()[0].records == 2


def wanted_of(folder: Path, name: str, toml: str) -> Wanted:
    api, wrong = declared(toml)
    assert wrong == []
    return Wanted(Source(name, "api", (), own=api), ("",), folder / name)


def test_source_of_another_kind_is_none() -> None:
    with pytest.raises(TypeError):
        api_of(Source("orders", "csv", ("x",)))

"""A look at files elsewhere brings them near first, and no name leads out of that folder."""

from pathlib import Path

import duckdb
import pytest

from alkasba.sources.file_shapes import Limits
from alkasba.sources.looking import Looked
from alkasba.sources.objects.looking import look_elsewhere
from tests.origins.server import Reply, serve
from tests.sources.objects.tested_store import TestedStore


def looked(address: str, scratch: Path, limits: Limits | None = None, kind: str = "") -> Looked:
    with duckdb.connect() as db:
        return look_elsewhere(address, db, scratch, limits or Limits(), kind=kind)


@pytest.mark.parametrize("address", ["tested://b/shop", "tested://b/shop/", "tested://b/shop/**"])
def test_a_folder_is_looked_at_as_one_here(
    objects: TestedStore, tmp_path: Path, address: str
) -> None:
    objects.pipe_file("/b/shop/orders/2026-01.csv", b"id,day\n1,2026-01-01\n")
    objects.pipe_file("/b/shop/orders/2026-02.csv", b"id,day\n2,2026-02-01\n")
    objects.pipe_file("/b/shop/products.json", b'[{"sku": "a"}]')
    objects.pipe_file("/b/shop/readme.pdf", b"x")
    found = looked(address, tmp_path)
    assert (found.place, found.folder, found.name) == ("tested://b/shop", None, "shop")
    files = {group.name: group.declared["files"] for group in found.groups}
    assert files["orders"] == ["{data}/orders/2026-0*.csv"]
    assert files["products"] == ["{data}/products.json"]
    assert found.left == [("shop/readme.pdf", "no kind of file that is read")]


def test_one_file(objects: TestedStore, tmp_path: Path) -> None:
    objects.pipe_file("/b/shop/a.csv", b"id,day\n1,2026-01-01\n")
    found = looked("tested://b/shop/a.csv", tmp_path)
    assert found.place == "tested://b/shop"
    assert found.groups[0].declared["files"] == ["{data}/a.csv"]


def test_names_that_lead_elsewhere_are_left_out(objects: TestedStore, tmp_path: Path) -> None:
    objects.pipe_file("/b/../../x.csv", b"id\n1\n")
    objects.pipe_file("/b/.hidden/x.csv", b"id\n1\n")
    objects.pipe_file("/b/a{b}.csv", b"id\n1\n")
    objects.pipe_file("/b/c.csv", b"id,name\n1,a\n")
    found = looked("tested://b/**", tmp_path / "scratch")
    assert len(found.groups) == 1
    assert all("signs" in reason for _, reason in found.left)
    assert {path.name for path in tmp_path.rglob("*.csv")} == {"c.csv"}


def test_what_is_too_large_is_left_out(objects: TestedStore, tmp_path: Path) -> None:
    objects.pipe_file("/b/a.csv", b"id,name\n1,a\n")
    objects.pipe_file("/b/b.csv", b"id,name\n" + b"1,a\n" * 100)
    found = looked("tested://b/*.csv", tmp_path, Limits(group=30))
    assert found.left == [("b/b.csv", "it is too large to be fetched for a look")]


def test_a_web_server_may_say_what_a_file_is(tmp_path: Path) -> None:
    with serve(lambda _: Reply(b"id,name\n1,a\n")) as origin:
        url = f"{origin.url}/export?year=2026"
        found = looked(url, tmp_path, kind="text/csv")
    assert found.place == ""
    assert found.groups[0].declared["files"] == [url]
    assert "?" not in found.where

"""A shop whose files lie elsewhere: in an object store, and on a web server."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from alkasba.errors import AlkasbaError, SourceAway, SourceError, WrongValue
from alkasba.flows.batch import Clock, run_batch
from alkasba.flows.planning import plan_batch
from alkasba.flows.run.replaying import replay
from alkasba.report import silent
from alkasba.sources.objects import fetching
from tests.origins.server import Asked, Reply, reply, serve
from tests.shop_builder import SALE_HEADER, ShopFolder, small_shop

SOURCE = """
kind = "{kind}"
files = {files}
[feeds.sale]
"""


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryFileSystem]:
    """An empty store, reached as memory://."""
    monkeypatch.setattr(fetching, "PAUSES_SECONDS", (0, 0))
    files = fsspec.filesystem("memory")
    files.store.clear()
    yield files
    files.store.clear()


def shop_of(folder: Path, *files: str, kind: str = "csv", **more: str) -> ShopFolder:
    told = "[" + ", ".join(f'"{file}"' for file in files) + "]"
    return small_shop(folder, sources__sales=SOURCE.format(kind=kind, files=told), **more)


def sales(*orders: str, quantity: int = 1) -> bytes:
    rows = [f"{order},1,2026-05-01,P1,{quantity},10" for order in orders]
    return "\n".join([SALE_HEADER, *rows, ""]).encode()


def sold(shop: ShopFolder) -> list[str]:
    return [order for (order,) in shop.rows("SELECT order_id FROM sale ORDER BY 1")]


def test_objects_are_read_like_files(store: MemoryFileSystem, tmp_path: Path) -> None:
    store.pipe_file("/lake/sales/2026-05.csv", sales("A1", "A2"))
    store.pipe_file("/lake/sales/2026-06.csv.gz", gzip.compress(sales("B1")))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("in.csv", sales("C1"))
    store.pipe_file("/lake/sales/old.zip", archive.getvalue())
    shop = shop_of(tmp_path, "{lake}/sales/*", alkasba='[places]\nlake = "memory://lake"\n')
    report = shop.run()
    assert sold(shop) == ["A1", "A2", "B1", "C1"]
    assert report.has_changed
    assert not shop.run().has_changed


def test_what_changed_is_read_again_and_what_is_gone_takes_its_rows(
    store: MemoryFileSystem, tmp_path: Path
) -> None:
    store.pipe_file("/lake/a.csv", sales("A1"))
    store.pipe_file("/lake/b.csv", sales("B1"))
    shop = shop_of(tmp_path, "memory://lake/*.csv")
    shop.run()
    store.pipe_file("/lake/b.csv", sales("B2"))
    store.rm_file("/lake/a.csv")
    shop.run()
    assert sold(shop) == ["B2"]


def test_files_here_and_elsewhere_feed_one_table(store: MemoryFileSystem, tmp_path: Path) -> None:
    store.pipe_file("/lake/a.csv", sales("A1"))
    shop = shop_of(tmp_path, "data/sales/*.csv", "memory://lake/*.csv")
    shop.sales("b.csv", "B1,1,2026-05-01,P1,1,10")
    shop.run()
    assert sold(shop) == ["A1", "B1"]


def test_a_listing_that_fails_leaves_what_was_published(
    store: MemoryFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ConnectionError("no route")

    store.pipe_file("/lake/a.csv", sales("A1"))
    shop = shop_of(tmp_path, "memory://lake/*.csv")
    shop.run()
    monkeypatch.setattr(MemoryFileSystem, "glob", fail)
    with pytest.raises(SourceAway, match="memory://lake"):
        shop.run()
    assert sold(shop) == ["A1"]
    assert not run_batch(shop.open(), offline=True, tell=silent).has_changed


def test_offline_reads_what_was_fetched_last(store: MemoryFileSystem, tmp_path: Path) -> None:
    store.pipe_file("/lake/a.csv", sales("A1"))
    shop = shop_of(tmp_path, "memory://lake/*.csv")
    with pytest.raises(SourceAway, match="not fetched yet"):
        run_batch(shop.open(), offline=True, tell=silent)
    shop.run()
    store.pipe_file("/lake/a.csv", sales("A2"))
    assert not run_batch(shop.open(), offline=True, tell=silent).has_changed
    assert plan_batch(shop.open()).report.records_read == 1
    assert sold(shop) == ["A1"]


@pytest.mark.parametrize(
    ("file", "kind", "what"),
    [
        ("memory://nowhere/*.csv", SourceAway, "nothing matches"),
        ("sftq://host/a.csv", WrongValue, "Did you mean"),
        ("https://host/*.csv", WrongValue, "lists no files"),
        ("sftp://me:p4ss@host/a.csv", WrongValue, "no password"),
    ],
)
def test_what_cannot_be_read_says_where(
    store: MemoryFileSystem, tmp_path: Path, file: str, kind: type[AlkasbaError], what: str
) -> None:
    shop = shop_of(tmp_path, file)
    with pytest.raises(kind, match=what) as caught:
        shop.run()
    assert "sources/sales.toml, files" in str(caught.value)
    assert caught.value.next_step
    assert "p4ss" not in str(caught.value)


def test_a_file_of_a_web_server(tmp_path: Path) -> None:
    content = {"/exports/sales.csv": sales("A1"), "/exports/more.csv": sales("B1")}

    def answer(asked: Asked) -> Reply:
        found = content.get(asked.path)
        return (
            Reply(found, headers={"ETag": f'"{hash(found)}"'}) if found else reply({}, status=404)
        )

    with serve(answer) as origin:
        shop = shop_of(tmp_path, *(origin.url + path for path in content))
        shop.run()
        assert sold(shop) == ["A1", "B1"]
        assert not shop.run().has_changed
        content["/exports/more.csv"] = sales("B2")
        shop.run()
        assert sold(shop) == ["A1", "B2"]
        del content["/exports/more.csv"]
        with pytest.raises(SourceError, match="nothing at this address"):
            shop.run()
    assert sold(shop) == ["A1", "B2"]


def test_an_address_of_the_environment_may_hold_a_right_and_stands_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(lambda _: Reply(sales("A1"))) as origin:
        place = f"{origin.url}/sales.csv?signature=s3cret"
        monkeypatch.setenv("ALKASBA_PLACES__EXPORT", place)
        shop = shop_of(tmp_path, "{export}")
        shop.run()
        assert origin.asked[0].query == {"signature": "s3cret"}
    written = [path for path in shop.folder.rglob("*") if path.is_file()]
    assert [path.name for path in written if b"s3cret" in path.read_bytes()] == []


def test_parquet_and_json_elsewhere(store: MemoryFileSystem, tmp_path: Path) -> None:
    rows = '[{"order_id": "J1", "line": 1, "sold_on": "2026-05-01", "product": "P1", '
    store.pipe_file("/lake/a.json", (rows + '"quantity": 2, "price": 1.5}]').encode())
    shop = shop_of(tmp_path, "memory://lake/*.json", kind="json")
    shop.run()
    assert shop.ask("net_sales") == [(3,)]


def test_a_run_is_replayed_from_the_copies_that_it_has_read(
    store: MemoryFileSystem, tmp_path: Path
) -> None:
    store.pipe_file("/lake/a.csv", sales("A1"))
    shop = shop_of(tmp_path, "memory://lake/*.csv", policy="[extracts]\nfiles = true\n")
    run = shop.run().run_id
    store.pipe_file("/lake/a.csv", sales("A2"))
    shop.run()
    copies = list((tmp_path / "build/extracts/sales").glob("*.csv*"))
    assert len(copies) == 2
    store.store.clear()
    replay(shop.open(), run, clock=shop.clock)
    assert sold(shop) == ["A1"]
    shop.clock = Clock(shop.clock.now + timedelta(days=30))
    store.pipe_file("/lake/a.csv", sales("A3"))
    shop.run()
    assert len(list((tmp_path / "build/extracts/sales").glob("*.csv*"))) == 1

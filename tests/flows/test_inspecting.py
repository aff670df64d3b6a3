"""A look at files proposes a shop that passes its check."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from alkasba.errors import AlkasbaError, DeclarationError, SourceAway
from alkasba.flows.batch import run_batch
from alkasba.flows.inspecting import inspect_origin, write_shop
from alkasba.flows.lookers import Asked
from alkasba.flows.opening import open_shop
from alkasba.warehouse.working_copy import open_published
from tests.sources.workbooks import xlsx


def inspected(folder: Path, **files: str | bytes) -> Path:
    """A folder with files, `a__b` for a.b."""
    place = folder / "files"
    place.mkdir()
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (place / name.replace("__", ".")).write_bytes(data)
    return place


NUMBERS = "\n".join(",".join(str(row * place) for place in range(300)) for row in range(9))
FILES: dict[str, str | bytes] = {
    "one_column": "name\nA\nB\n",
    "no_header": "1,2024-01-01,5.50\n2,2024-01-02,6.50\n",
    "wide": ",".join(f"c{place}" for place in range(300)) + "\n" + NUMBERS + "\n",
    "words": "Order,Sélect ,order,GROUP by,valid_from,x_key,,_y,from,day\n"
    + "".join(f"{i},a,{i},g,2024-01-02,k{i},z,u,{i},2024-02-03\n" for i in range(40)),
    "signs": 'id,na\x1bme,"x""y"\n1,\x1b[31mred,2\n',
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_proposed_for_odd_files_passes_the_check(tmp_path: Path, name: str) -> None:
    found = inspect_origin(Asked(str(inspected(tmp_path, a__csv=FILES[name]))))
    write_shop(found, tmp_path / "shop")
    assert open_shop(tmp_path / "shop").shop.tables


@pytest.mark.parametrize("content", [b"", bytes(range(256)) * 9, b"id,name\n"])
def test_what_holds_no_rows_is_refused(tmp_path: Path, content: bytes) -> None:
    place = inspected(tmp_path, a__csv=content)
    with pytest.raises(AlkasbaError):
        write_shop(inspect_origin(Asked(str(place))), tmp_path / "shop")
    assert not (tmp_path / "shop").exists()


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceAway, match="nothing to look at"):
        inspect_origin(Asked(str(tmp_path)))


def test_files_of_every_kind(tmp_path: Path) -> None:
    place = inspected(
        tmp_path,
        a__json='[{"id": 1, "v": "x"}]',
        b__xlsx=xlsx(Left=[["left_id"], [1], [2]], Right=[["right_id"], [3]]),
    )
    pq.write_table(pa.table({"code": ["A", "B"], "v": [1, 2]}), place / "c.parquet")
    found = inspect_origin(Asked(str(place)))
    assert {one.name: one.kind for one in found.seen} == {
        "a": "json",
        "left": "spreadsheet",
        "right": "spreadsheet",
        "c": "parquet",
    }
    write_shop(found, tmp_path / "shop")
    assert len(open_shop(tmp_path / "shop").shop.sources) == 4


def test_files_of_several_encodings_are_told(tmp_path: Path) -> None:
    rows = ["id,city\n1,Nîmes\n", "id,city\n2,Orléans\n"]
    place = inspected(tmp_path, a__csv=rows[0], b__csv=rows[1].encode("windows-1252"))
    (table,) = inspect_origin(Asked(str(place))).proposal.tables
    assert "its files have several encodings, so each is detected" in table.unsure


def test_a_shop_is_never_written_over(tmp_path: Path) -> None:
    found = inspect_origin(Asked(str(inspected(tmp_path, a__csv="id\n1\n"))))
    write_shop(found, tmp_path / "shop")
    with pytest.raises(DeclarationError, match="a shop already"):
        write_shop(found, tmp_path / "shop")


def till(number: int, *, titles: str, end: str) -> str:
    """What a till exports of a month, as people open it in a spreadsheet."""
    rows = [
        ";".join(
            (
                f"{number}-{n}",
                f"{n + 1:02}.0{number}.2026",
                f"({n + 10}.50)" if n % 9 == 0 else f"{n + 10}.50",
                "1.00-" if n % 7 == 0 else "1.00",
            )
        )
        for n in range(28)
    ]
    return "\n".join([titles + "Invoice No;Date;Net;Fee", *rows, end])


def test_what_tills_export_is_read_to_the_cent_without_a_change_by_hand(tmp_path: Path) -> None:
    place = inspected(
        tmp_path,
        till_1__csv=till(1, titles="Export\n\n", end="Total;;462.00;20.00"),
        till_2__csv=till(2, titles="Export\nby the till\n\n", end="TOTAL:;;462.00\n"),
        till_3__csv=till(3, titles="", end=""),
    )
    write_shop(inspect_origin(Asked(str(place))), tmp_path / "shop")
    report = run_batch(open_shop(tmp_path / "shop"))
    (feed,) = report.feeds
    assert (feed.records, feed.loaded, feed.rejected, feed.duplicates) == (84, 84, 0, 0)
    assert report.notes == (("till", "the last line begins with 'Total': totals, no records", 2),)
    net = sum((Decimal(n) + Decimal("10.5")) * (-1 if n % 9 == 0 else 1) for n in range(28))
    fee = sum(-1 if n % 7 == 0 else 1 for n in range(28))
    with open_published(tmp_path / "shop/build/warehouse.duckdb") as db:
        assert db.execute("SELECT sum(net), sum(fee) FROM till").fetchall() == [(3 * net, 3 * fee)]

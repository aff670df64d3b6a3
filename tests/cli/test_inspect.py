"""The report of a look shows columns and doubts, and no value of a person."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from alkasba.cli import main

DAYS = [f"{i % 28 + 1:02}/{i % 12 + 1:02}/2024" for i in range(60)]
ROWS = "".join(
    f"A-{i},{day},{'web' if i % 2 else 'shop'},5.00,p{i}@example.org\n"
    for i, day in enumerate(DAYS)
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    file = tmp_path / "orders.csv"
    file.write_text(f"Order No,Ordered on,Channel,Total,Sent to\n{ROWS}")
    return file


def told(*words: object) -> str:
    result = CliRunner().invoke(main, ["inspect", *map(str, words)])
    assert result.exit_code == 0, result.output
    return result.output


def test_columns_are_shown_and_persons_are_not(place: Path) -> None:
    text = told(place)
    assert "order: a fact; 60 rows; key order_no; day ordered_on" in text
    assert "shop, web" in text
    assert "personal: contact" in text
    assert "example.org" not in text


def test_machines_get_all_of_it(place: Path) -> None:
    result = CliRunner().invoke(main, ["inspect", str(place), "--json"])
    (table,) = json.loads(result.stdout)["tables"]
    assert (table["kind"], table["key"], table["rows"]) == ("fact", ["order_no"], 60)
    assert "example.org" not in result.stdout


def test_a_shop_is_written_and_the_next_step_told(place: Path, tmp_path: Path) -> None:
    text = told(place, "--to", tmp_path / "shop")
    assert "files written" in text
    assert f"alkasba --shop {tmp_path / 'shop'} run" in text
    assert not any("example.org" in p.read_text() for p in (tmp_path / "shop").rglob("*.toml"))


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_why_nothing_can_become_a_table_is_told(tmp_path: Path, as_json: tuple[str, ...]) -> None:
    month = "A-{0}1,2026-0{0}-01,5.00\nA-{0}2,2026-0{0}-02,6.{0}0\nSubtotal,,1{0}.00\n"
    rows = "".join(month.format(number) for number in range(1, 10))
    (tmp_path / "journal.csv").write_text(f"Order No,Date,Amount\n{rows}")
    words = ["inspect", str(tmp_path), "--to", str(tmp_path / "shop"), *as_json]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 3
    assert "no column tells its rows apart, and no day says when they happened" in result.stdout
    assert "nothing at this place can become a table" in result.stderr


def test_what_is_nowhere_is_told() -> None:
    result = CliRunner().invoke(main, ["inspect", "nowhere"])
    assert result.exit_code == 5
    assert "there is nothing at" in result.output

"""Three commands from files to answers: inspect, run, ask."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alkasba.cli import main
from tests.shops.known_answers import Program


def inspected(where: Path, folder: Path) -> tuple[Program, dict[str, Any]]:
    result = CliRunner().invoke(main, ["inspect", str(where), "--to", str(folder), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout.partition(f"{folder}: ")[0])
    return Program(folder), {table["table"]: table for table in found["tables"]}


def balanced(program: Program) -> dict[str, dict[str, Any]]:
    feeds = program.run()["feeds"]
    for feed in feeds:
        assert feed["read"] == feed["loaded"] + feed["rejected"] + feed["duplicates"]
    return {feed["table"]: feed for feed in feeds}


def test_northwind(shared: Path, tmp_path: Path) -> None:
    program, tables = inspected(shared / "data/northwind/csv", tmp_path / "shop")
    assert tables["order_detail"]["kind"] == "fact"
    assert tables["order_detail"]["key"] == ["order_id", "product"]
    refers = {one["name"]: one["refers"] for one in tables["order_detail"]["columns"]}
    assert (refers["product"], refers["customer"], refers["ship_via"]) == (
        "product",
        "customer",
        "shipper",
    )
    assert tables["order"]["day"] == "order_date"
    assert {tables[name]["kind"] for name in ("customer", "employee", "product")} == {"dimension"}
    feeds = balanced(program)
    assert sum(feed["rejected"] for feed in feeds.values()) == 0
    (row,) = program.ask("total_amount", "orders", "total_quantity", "total_freight")
    assert row["total_amount"].quantize(Decimal("0.01")) == Decimal("1265793.04")
    assert (row["orders"], row["total_quantity"]) == (830, 51_317)
    assert len(program.ask("total_amount", "--by", "category_name")) == 8


def test_a_folder_of_french_files(tmp_path: Path) -> None:
    place = tmp_path / "exports"
    place.mkdir()
    rows = "".join(
        f'C{i};{i % 28 + 1:02}/{i % 12 + 1:02}/2024;P{i % 7};{i % 4 + 1};"1.2{i % 90 + 10},50 €"\n'
        for i in range(200)
    )
    (place / "ventes.csv").write_text(f"Export du jour\nCommande;Date;Produit;Qté;Prix\n{rows}")
    products = "".join(f"P{i};Plante {i}\n" for i in range(7))
    (place / "produits.csv").write_bytes(f"Produit;Libellé\n{products}".encode("windows-1252"))
    program, tables = inspected(place, tmp_path / "shop")
    assert (tables["vente"]["key"], tables["vente"]["day"]) == (["commande"], "date")
    feeds = balanced(program)
    assert (feeds["vente"]["loaded"], feeds["produit"]["loaded"]) == (200, 7)
    assert program.ask("ventes") == [{"ventes": 200}]


@pytest.mark.slow
@pytest.mark.parametrize("place", ["online-retail", "dummyjson", "adventureworks-purchasing/raw"])
def test_real_files_make_a_shop_that_runs(shared: Path, tmp_path: Path, place: str) -> None:
    program, tables = inspected(shared / "data" / place, tmp_path / "shop")
    assert tables
    assert sum(feed["loaded"] for feed in balanced(program).values()) > 0

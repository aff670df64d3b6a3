"""The model as a whole: Microsoft's own reader takes it, and it keeps the usual good practice."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from alkasba.derive.powerbi.model import Place, model_files
from alkasba.model.expression import Call, Literal, Name
from alkasba.model.read import read_shop
from alkasba.model.words import Words
from alkasba.sources import KINDS
from tests import tmdl_reader
from tests.conftest import IS_CI
from tests.derive import build
from tests.naughty import NAUGHTY

EXAMPLE = Path(__file__).parents[3] / "src/alkasba/example/shop"
PLACE = Place("db.example:5432", "herbs")


@pytest.fixture(scope="module")
def files():
    shop = read_shop(EXAMPLE, {name: kind.options for name, kind in KINDS.items()})
    return model_files(shop, PLACE)


@pytest.fixture(scope="module")
def read(files, tmp_path_factory):
    """What Microsoft's reader says of the model, and the files that it writes."""
    need_reader()
    folder, out = tmp_path_factory.mktemp("model"), tmp_path_factory.mktemp("written")
    return told_by_reader(folder, out, files), out


def need_reader():
    if not tmdl_reader.is_installed():
        reason = "Microsoft's reader of models is not installed: bash .ci/tmdl"
        pytest.fail(reason) if IS_CI else pytest.skip(reason)


def told_by_reader(folder, out, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    command = [sys.executable, tmdl_reader.__file__, str(folder), str(out)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def test_microsofts_reader_finds_nothing_wrong(read):
    assert read[0]["problems"] == []
    assert set(read[0]["roles"]) == {"owner", "analyst", "buyer"}
    assert set(read[0]["cultures"]) == {"en-US", "fr-FR", "ar-DZ"}
    assert set(read[0]["perspectives"]) == {
        "sales",
        "customers",
        "inventory",
        "decisions",
        "products",
    }
    assert all(table["modes"] == ["DirectQuery"] for table in read[0]["tables"].values())


def test_what_it_writes_is_what_it_read(read, files):
    written = {
        path.relative_to(read[1]).as_posix(): path.read_bytes().decode()
        for path in read[1].rglob("*.tmdl")
    }
    assert written == files


def test_it_refuses_what_is_broken_on_purpose(read, files, tmp_path):
    """So that the tests above can fail."""
    broken = dict(files)
    broken["tables/sale.tmdl"] = broken["tables/sale.tmdl"].replace("isHidden", "isHiden", 1)
    told = told_by_reader(tmp_path / "in", tmp_path / "out", broken)
    assert "isHiden" in told["refused"]


def test_a_second_build_changes_no_byte(files):
    shop = read_shop(EXAMPLE, {name: kind.options for name, kind in KINDS.items()})
    assert model_files(shop, PLACE) == files


def test_lineage_tags_are_of_one_thing_each(files):
    tags = [tag for text in files.values() for tag in re.findall(r"lineageTag: (\S+)", text)]
    assert len(tags) == len(set(tags)) > 500


def test_good_practice_of_measures(files):
    for name, text in files.items():
        if not name.startswith("tables/"):
            continue
        for block in re.findall(r"((?:\t///[^\n]*\n)*)\tmeasure (.*?)\n\n", text, re.DOTALL):
            about, measure = block
            where = f"{name}: {measure[:60]}"
            assert about.strip(), f"{where} has no description"
            assert "formatString: " in measure, where
            assert "displayFolder: " in measure, where
            dax = measure.split("\n\t\tformatString")[0]
            assert " / " not in dax, f"{where} divides without DIVIDE"
            assert "IFERROR" not in dax, where
            # Columns are told with their table, measures without one.
            assert not re.search(r"'\w+'\[net_sales\]", dax), where


def test_good_practice_of_columns(files):
    for name, text in files.items():
        if name.startswith("tables/"):
            assert "dataType: double" not in text, "money is exact"
            assert "\n\tcolumn " in text
    assert re.search(
        r"column product_key\n\t\tdataType: int64\n\t\tisHidden\n\t\tisKey",
        "".join(files["tables/product.tmdl"]),
    )
    assert "crossFilteringBehavior" not in files["relationships.tmdl"]
    assert "fromCardinality" not in files["relationships.tmdl"]


def test_no_name_of_a_personal_column_is_in_the_model(files):
    whole = "\n".join(files.values())
    for name in ("email", "phone", "street", "born_on"):
        assert name not in whole


def test_where_the_warehouse_is_stands_in_two_parameters(files):
    assert 'expression Server = "db.example:5432" meta' in files["expressions.tmdl"]
    assert 'expression Database = "herbs" meta' in files["expressions.tmdl"]
    queries = "".join(text for name, text in files.items() if name.startswith("tables/"))
    assert "db.example" not in queries


def naughty_shop():
    """Every text that an owner writes is one that trips programs."""
    shop = build.shop()
    sale = shop.tables["sale"]
    measures = {
        f"m{number}": replace(
            sale.measures["net_sales"],
            name=f"m{number}",
            about=text,
            where=Call("=", (Name("order_id"), Literal(text))),
        )
        for number, text in enumerate(NAUGHTY)
    }
    columns = {
        name: replace(column, about=NAUGHTY[number])
        for number, (name, column) in enumerate(sale.columns.items())
    }
    tables = {
        **shop.tables,
        "sale": replace(
            sale, measures=sale.measures | measures, columns=columns, about=NAUGHTY[-1]
        ),
    }
    words = Words({"fr": {f"m{number}": text for number, text in enumerate(NAUGHTY)}})
    return replace(shop, tables=tables, words=words, name=" / ".join(NAUGHTY))


def test_names_that_trip_programs_are_texts_like_all_others(tmp_path):
    shop = naughty_shop()
    files = model_files(shop, Place('a"b', "c\nd"))
    need_reader()
    told = told_by_reader(tmp_path / "in", tmp_path / "out", files)
    assert told["problems"] == []
    assert set(shop.tables["sale"].measures) <= set(told["tables"]["sale"]["measures"])
    for name, text in files.items():
        assert (tmp_path / "out" / name).read_bytes().decode() == text, name


def test_a_shop_without_dashboards_or_roles_has_a_model():
    found = model_files(build.shop(), PLACE)
    assert "ref role" not in found["model.tmdl"]
    assert "tables/sale.tmdl" in found

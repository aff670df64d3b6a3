import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from alkasba.cli import main
from alkasba.cli.shop import _show_step


def test_check_says_what_the_shop_holds(call):
    result = call("check")
    assert result.exit_code == 0
    assert result.stdout == (
        "Test: 1 fact, 1 dimension, 10 columns, 3 measures, 2 sources, 0 dashboards. No mistakes.\n"
    )
    assert result.stderr == f"-> alkasba --shop {call.shop.folder} run\n"


@pytest.fixture
def mistaken(call):
    table = call.shop.folder / "tables/sale.toml"
    text = table.read_text().replace('"whole"', '"hole"').replace("sum(net)", "sum(nett)")
    table.write_text(text)
    call.shop.write("sources/products.toml", 'kind = "cvs"\nfiles = ["x"]\n[feeds.produkt]\n')
    return call


def test_check_lists_all_mistakes_at_once(mistaken):
    result = mistaken("check")
    assert result.exit_code == 3
    assert result.stdout == ""
    for said in (
        "tables/sale.toml, columns.line.type: 'hole' is not one of",
        "Did you mean 'whole'?",
        "sources/products.toml, kind: 'cvs' is not one of",
        "feeds.produkt: nothing is called 'produkt'. Did you mean 'product'?",
        f"run: alkasba --shop {mistaken.shop.folder} check",
    ):
        assert said in result.stderr


def test_check_lists_them_as_json(mistaken):
    result = mistaken("check", "--json")
    assert result.exit_code == 3
    found = json.loads(result.stdout)
    assert {"file", "key", "what"} == set(found[0])
    assert ("sources/products.toml", "kind") in [(row["file"], row["key"]) for row in found]


def test_check_of_no_mistakes_is_an_empty_list(call):
    result = call("check", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == []


def test_build_writes_schemas_for_editors(call):
    result = call("build")
    assert result.exit_code == 0
    written = result.stdout.split()
    assert written
    assert all(json.loads(Path(path).read_text()) for path in written)
    assert str(call.shop.folder / "build/schemas") in result.stderr


def test_init_leaves_what_is_there_alone(call):
    result = CliRunner().invoke(main, ["init", str(call.shop.folder)])
    assert result.exit_code == 2
    assert "stays as it is" in result.stderr


def test_making_a_shop_shows_one_line_that_goes_at_the_end(capsys):
    _show_step("orders", 1, 2)
    _show_step("orders", 2, 2)
    assert capsys.readouterr().err.endswith("orders, 1 of 2\r")


@pytest.mark.parametrize("name", ["dummyjson", "shopify", "woocommerce"])
def test_init_makes_a_ready_shop(tmp_path, name):
    folder = tmp_path / "shop"
    url = "https://herbs.example"
    result = CliRunner().invoke(main, ["init", str(folder), "--from", name, "--url", url])
    assert result.exit_code == 0
    assert "README" in result.stdout
    assert f"-> alkasba --shop {folder} check" in result.stderr
    assert (folder / "alkasba.key").exists()
    assert url in (folder / "alkasba.toml").read_text()
    assert CliRunner().invoke(main, ["--shop", str(folder), "check"]).exit_code == 0


def test_address_needs_a_shop_that_reads_it(tmp_path):
    result = CliRunner().invoke(
        main, ["init", str(tmp_path / "shop"), "--url", "https://x.example"]
    )
    assert result.exit_code == 2
    assert "--from" in result.stderr


@pytest.mark.slow
def test_init_makes_a_shop_and_tells_how_to_run_it(tmp_path):
    folder = tmp_path / "my shop"
    result = CliRunner().invoke(main, ["init", str(folder)])
    assert result.exit_code == 0
    assert f"-> alkasba --shop '{folder}' run" in result.stderr
    assert (folder / "alkasba.key").exists()
    assert CliRunner().invoke(main, ["--shop", str(folder), "check"]).exit_code == 0


def test_build_writes_a_power_bi_project(call):
    result = call("build", "powerbi")
    assert result.exit_code == 0
    assert "powerbi" in result.stdout
    assert list((call.shop.folder / "build/powerbi").rglob("model.tmdl"))

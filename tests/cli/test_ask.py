import json

import pytest
from click.testing import CliRunner

from alkasba.cli import main
from tests.shop_builder import small_shop


def test_text_shows_amounts_alike_and_aligned(loaded):
    result = loaded("ask", "paid", "orders", "--by", "month")
    assert result.stdout.splitlines() == [
        "month    paid (EUR)  orders",
        "2025-01       20.00       1",
        "2026-01       30.50       1",
        "2026-02        4.00       1",
    ]
    assert result.stderr == ""


def test_json_has_all_digits_and_keys_as_asked(loaded):
    result = loaded("ask", "paid", "rate", "--by", "year", "--json")
    rows = json.loads(result.stdout)
    assert list(rows[0]) == ["year", "paid", "rate"]
    assert rows[1] == {"year": 2026, "paid": 34.5, "rate": 2.5}


def test_csv_has_all_digits(loaded):
    result = loaded("ask", "paid", "--by", "month,year", "--csv", "--limit", "1")
    assert result.stdout == "month,year,paid\n2025-01,2025,20\n"


def test_sql_shows_the_query_and_needs_no_warehouse(call):
    result = call("ask", "net_sales", "--by", "month", "--sql")
    assert result.exit_code == 0
    assert "SELECT" in result.stdout
    assert not (call.shop.folder / "build").exists()


def test_a_ratio_has_four_decimals_and_a_share_is_per_cent(loaded):
    result = loaded("ask", "rate", "share", "--by", "year")
    assert result.stdout.splitlines()[2].split() == ["2026", "2.5000", "40.0", "%"]


def test_comparing_shows_the_unit_of_both_and_the_change_in_per_cent(loaded):
    result = loaded("ask", "paid", "--by", "year", "--compare", "last_year")
    header, *rows = result.stdout.splitlines()
    assert header.split("  ") == [
        "year",
        "paid (EUR)",
        "paid_last_year (EUR)",
        "paid_change",
    ]
    assert rows[1].split() == ["2026", "34.50", "20.00", "72.5", "%"]


def test_a_blank_is_called_so(tmp_path):
    sale = small_shop(tmp_path).folder / "tables/sale.toml"
    shop = small_shop(tmp_path)
    sale.write_text(sale.read_text().replace("[measures]", 'note = { type = "text" }\n[measures]'))
    shop.sales("1.csv", "S1,1,2026-01-10,P1,2,10")
    shop.run()
    result = CliRunner().invoke(main, ["--shop", str(tmp_path), "ask", "units", "--by", "note"])
    assert result.stdout.splitlines()[1].split() == ["(blank)", "2"]


@pytest.mark.parametrize("name", ["[bold]Mint[/bold]", "[/nope]"])
def test_names_with_brackets_stand_as_they_are(tmp_path, name):
    shop = small_shop(tmp_path)
    shop.write("data/products.csv", f"code,name,category\nP1,{name},Tea\n")
    shop.sales("1.csv", "S1,1,2026-01-10,P1,2,10")
    shop.run()
    result = CliRunner().invoke(main, ["--shop", str(tmp_path), "ask", "units", "--by", "name"])
    assert name in result.stdout


def test_a_name_cannot_steer_the_terminal(tmp_path):
    shop = small_shop(tmp_path)
    shop.write("data/products.csv", "code,name,category\nP1,\x1b[31mMint,Tea\n")
    shop.sales("1.csv", "S1,1,2026-01-10,P1,2,10")
    shop.run()
    result = CliRunner().invoke(main, ["--shop", str(tmp_path), "ask", "units", "--by", "name"])
    assert "\x1b" not in result.stdout
    assert r"\x1b[31mMint" in result.stdout


def test_nothing_found_says_what_to_do(loaded):
    result = loaded("ask", "units", "--by", "month", "--where", "year = 1999")
    assert result.exit_code == 0
    assert "No rows. Loosen --where" in result.stderr


def test_nothing_found_is_an_empty_list_in_json(loaded):
    result = loaded("ask", "units", "--by", "month", "--where", "year = 1999", "--json")
    assert json.loads(result.stdout) == []


def test_without_measures_it_lists_them(loaded):
    result = loaded("ask")
    assert result.exit_code == 0
    assert ["paid", "EUR", "What", "was", "paid"] in [
        line.split() for line in result.stdout.splitlines()
    ]
    assert json.loads(loaded("ask", "--json").stdout)[0]["measure"] == "net_sales"


def test_a_name_that_is_no_measure_leads_to_the_list(loaded):
    folder = loaded.shop.folder
    assert f"-> See them all: alkasba --shop {folder} ask" in loaded("ask", "profit").stderr


def test_sql_of_no_measure_is_wrong_usage(loaded):
    assert loaded("ask", "--sql").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("net_salse",), "Did you mean 'net_sales'?"),
        (("units", "--by", "catgory"), "Did you mean 'product.category'?"),
        (("units", "--order", "-unit"), "Did you mean 'units'?"),
        (("units", "--where", "yaer = 2026"), "Did you mean 'year'?"),
        (("units", "--where", "1 = 1; DROP TABLE sale"), "not part of the formula language"),
        (("units", "--where", "year = 'abc'"), "does not fit year"),
        (("units", "units"), "two columns called 'units'"),
    ],
)
def test_a_wrong_question_is_explained(loaded, words, said):
    result = loaded("ask", *words)
    assert result.exit_code == 3
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("limit", ["0", "-1", "x", "9" * 30])
def test_a_limit_is_a_number_of_rows(loaded, limit):
    assert loaded("ask", "units", "--limit", limit).exit_code == 2


def test_an_empty_warehouse_is_told_with_the_next_step(call):
    result = call("ask", "net_sales")
    assert result.exit_code == 5
    assert "nothing has been loaded yet" in result.stderr
    assert f"-> Run: alkasba --shop {call.shop.folder} run" in result.stderr


def test_the_question_is_told_for_postgresql_too(call):
    call.shop.write("alkasba.toml", '[warehouse]\nschema = "herbs"\n')
    told = call("ask", "net_sales", "--by", "month", "--postgresql")
    assert told.exit_code == 0
    assert "FROM herbs.sale" in told.stdout
    assert call("ask", "--postgresql").exit_code == 2


FEE = '[parameters]\nfee_rate = { from = 0.1, to = 0.5, step = 0.1, default = 0.2, unit = "%" }\n'


@pytest.fixture
def with_a_fee(call):
    """A shop whose fee a reader may set."""
    for name, text in {
        "shop.toml": FEE,
        "tables/sale.toml": 'fee = { formula = "net_sales * fee_rate" }\n',
    }.items():
        call.shop.write(name, (call.shop.folder / name).read_text(encoding="utf-8") + text)
    call.shop.run()
    return call


def test_a_parameter_is_set_for_one_question(with_a_fee):
    def fee(*words):
        return json.loads(with_a_fee("ask", "fee", *words, "--json").stdout)[0]["fee"]

    usual = fee()
    assert fee("--parameter", "fee_rate=0.4") == pytest.approx(2 * usual)
    assert fee("--parameter", "fee_rate=0.4", "--parameter", "fee_rate=0.2") == usual


@pytest.mark.parametrize("word", ["fee_rate=7", "fee_rate=x", "fee_rate", "fee_rat=0.2"])
def test_a_parameter_that_cannot_be_set_so_is_told(with_a_fee, word):
    told = with_a_fee("ask", "fee", "--parameter", word)
    assert told.exit_code == 3
    assert "->" in told.stderr


def test_what_is_set_stands_in_the_sql(with_a_fee):
    told = with_a_fee("ask", "fee", "--parameter", "fee_rate=0.4", "--sql").stdout
    assert "* 0.4" in told
    assert "fee_rate" not in told

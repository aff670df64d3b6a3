"""The verb `recommend`: trains, tells, answers, exports."""

import json

import pyarrow.parquet as pq
import pytest

from alkasba.flows.recommend import training
from tests.cli.conftest import Calling
from tests.recommend_shop import SPICES, TEAS, put_sales, recommend_shop, trained_shop
from tests.shop_builder import small_shop


@pytest.fixture(scope="module")
def suggest(tmp_path_factory):
    shop, _ = trained_shop(tmp_path_factory.mktemp("suggest"))
    calling = Calling(shop)
    return lambda *words: calling("recommend", *words)


def rows(result):
    assert result.exit_code == 0, result.output
    return [line.split()[0] for line in result.stdout.splitlines()[1:]]


def test_without_a_question_it_tells_how_good_the_model_is(suggest):
    told = suggest().stdout
    assert "59 people" in told and "NDCG@20" in told
    assert json.loads(suggest("--json").stdout)["quality"]["people"] > 20


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("--for", "c0"), TEAS),
        (("--basket", "S1, S2"), SPICES),
        (("--like", "S1"), SPICES),
        (("--together", "T1"), TEAS),
        (("--popular", "--category", "Spices"), SPICES),
    ],
)
def test_a_question_is_answered(suggest, words, kind):
    found = rows(suggest(*words, "--limit", "3"))
    assert found and set(found) <= {*kind, "L1", "N1"}


def test_json_is_what_the_api_answers(suggest):
    told = json.loads(suggest("--for", "C0", "--limit", "2", "--json").stdout)
    named = {"recommendation", "experiment", "arm"}
    assert set(told) == {"run", "model", "trained_at", "basis", "reason", "items"} | named
    assert len(told["items"]) == 2


def test_a_stranger_is_told_why_it_is_what_is_popular(suggest):
    found = suggest("--for", "nobody")
    assert "Nothing is known of what was bought before" in found.stderr
    assert "nobody" not in found.output


def test_a_category_that_no_product_has_is_told_with_the_nearest(suggest):
    found = suggest("--popular", "--category", "Tea")
    assert found.exit_code == 3 and "Did you mean 'Teas'?" in found.stderr
    assert "Spices, Teas" in found.stderr


def test_a_category_that_steers_a_terminal_is_spelled_out(tmp_path):
    shop, _ = trained_shop(tmp_path)
    products = (tmp_path / "data/products.csv").read_text()
    shop.write("data/products.csv", products.replace("Lonely tea,Teas", "Lonely tea,\x1b[31mTeas"))
    shop.run()
    found = Calling(shop)("recommend", "--popular", "--category", "none")
    assert "\\x1b[31mTeas" in found.stderr and "\x1b" not in found.output


def test_a_shop_whose_sales_name_nobody_says_so_and_what_to_do(tmp_path):
    shop = recommend_shop(tmp_path)
    put_sales(shop, [("O1", "2026-01-01", "T1", ""), ("O1", "2026-01-01", "T2", "")])
    shop.run()
    call = Calling(shop)
    assert "No sale says who bought" in call("recommend", "--train").stdout
    assert "No sale says who bought" in call("recommend").stdout
    # A basket of nobody is a buyer of pairs, so that this is a matter of number alone.
    alone = call("recommend", "--together", "T1")
    assert "Too few people bought" in alone.stdout and "what resembles it" in alone.stderr
    exported = call("recommend", "--all", "--to", str(tmp_path / "all.parquet"))
    assert "0 suggestions" in exported.stdout and "Nobody is known" in exported.stderr


def test_a_shop_without_sales_says_so_and_what_to_do(tmp_path):
    shop = recommend_shop(tmp_path)
    put_sales(shop, [])
    shop.run()
    call = Calling(shop)
    trained = call("recommend", "--train")
    assert "of 0 lines" in trained.stdout and "Load some that count" in trained.stderr
    unsold = call("recommend", "--popular")
    assert "No sale has been learnt from" in unsold.stdout
    assert "recommend --train" in unsold.stderr and "alkasba --shop" in unsold.stderr


def test_everyone_is_exported(suggest, tmp_path):
    target = tmp_path / "all.parquet"
    found = suggest("--all", "--to", str(target), "--limit", "2")
    assert found.exit_code == 0 and "118 suggestions" in found.stdout
    assert pq.read_table(target).num_rows == 118


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--for", "C0", "--like", "T1"), "one at a time"),
        (("--train", "--popular"), "one at a time"),
        (("--all",), "go together"),
        (("--to", "x.parquet"), "go together"),
        (("--accept",), "--train --accept"),
        (("--all", "--to", "x.parquet", "--category", "Teas"), "in one list"),
        (("--lift", "--bought", "new"), "in one list"),
        (("--for", "C0", "--country", "BE"), "goes with --popular"),
        (("--all", "--to", "x.csv"), "writes Parquet, which is none of .csv"),
        (("--limit", "0"), "0 is not in the range"),
    ],
)
def test_wrong_usage_is_told(suggest, words, what):
    found = suggest(*words)
    assert found.exit_code == 2 and what in found.stderr


def test_an_unknown_product_is_told(suggest):
    found = suggest("--like", "T99")
    assert found.exit_code == 3 and "no product of this key" in found.stderr


def test_training_is_told_and_before_it_there_is_nothing(tmp_path):
    shop = recommend_shop(tmp_path)
    shop.run()
    call = Calling(shop)
    nothing = call("recommend", "--popular")
    assert nothing.exit_code == 5 and "alkasba --shop" in nothing.stderr
    trained = call("recommend", "--train")
    assert trained.exit_code == 0 and trained.stdout.startswith("Model 2")
    assert json.loads(call("recommend", "--train", "--accept", "--json").stdout)["served"] is True


def test_a_worse_model_is_told_and_fails(tmp_path, monkeypatch):
    shop, _ = trained_shop(tmp_path)
    monkeypatch.setattr(training, "verdict", lambda new, standing: "it is worse")
    found = Calling(shop)("recommend", "--train")
    assert found.exit_code == 1
    assert "kept aside: it is worse" in found.stderr and "--accept" in found.stderr


def test_a_shop_that_recommends_nothing_says_what_to_add(tmp_path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "S1,1,2026-01-10,P1,2,10")
    shop.run()
    found = Calling(shop)("recommend", "--popular")
    assert found.exit_code == 3 and "recommend-products" in found.stderr

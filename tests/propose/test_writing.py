"""The files that are written are TOML, whatever names hold."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.propose.tables import propose_tables
from alkasba.propose.writing import shop_files, told
from tests.propose.build import column, days, known, seen
from tests.propose.test_tables import CUSTOMERS, ORDERS, TO_CUSTOMER


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_is_told_so_that_it_reads_back(text):
    assert tomllib.loads(f"a = {told(text)}") == {"a": text}


@pytest.fixture
def files():
    proposal = propose_tables(known(CUSTOMERS, ORDERS, references=[TO_CUSTOMER]))
    return {
        path: tomllib.loads(text)
        for path, text in shop_files(proposal, place="../data", name='A "shop"').items()
    }


def test_names_in_any_script_are_keys_that_toml_reads():
    orders = seen(
        "注文",
        column("番号", code=1),
        days("التاريخ"),
        column("prénom", code=1),
        column("金額", point=1, decimals=2),
    )
    proposal = propose_tables(known(orders))
    told = shop_files(proposal, place="", name="x")
    read = {path: tomllib.loads(text) for path, text in told.items()}
    columns = read["tables/注文.toml"]["columns"]
    assert list(columns) == ["番号", "التاريخ", "prénom", "金額"]
    assert list(read["sources/注文.toml"]["feeds"]["注文"]["columns"]) == list(columns)
    assert "注文s" in read["tables/注文.toml"]["measures"]


def test_every_file_is_there(files):
    assert set(files) == {
        *("alkasba.toml", "shop.toml", "policy.toml", "dashboards/order.toml"),
        *("tables/customer.toml", "tables/order.toml"),
        *("sources/customers.toml", "sources/orders.toml"),
    }
    assert files["alkasba.toml"] == {"places": {"data": "../data"}}
    assert files["shop.toml"]["name"] == 'A "shop"'


def test_a_feed_says_where_each_column_stands(files):
    feed = files["sources/orders.toml"]["feeds"]["order"]
    assert feed["columns"]["customer"] == "customer_id"
    assert files["tables/order.toml"]["columns"]["customer"] == {"refers": "customer"}

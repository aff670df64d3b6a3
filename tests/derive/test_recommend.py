"""What is learnt from, on lines whose answer is known by counting."""

import pytest

from alkasba.derive import recommend
from alkasba.flows.answers import open_current
from alkasba.model.recommend import learnt
from alkasba.privacy.pseudonym import pseudonym, read_key
from tests.recommend_shop import recommend_shop

HEADER = "order_id,line,sold_on,product,customer,status,quantity"
RETURNS = "refund_id,order_id,refunded_on,product,quantity"


def lines(folder, sales, refunds=()):
    """Customer, product, basket and day of what is learnt from."""
    shop = recommend_shop(folder, people=3)
    shop.write("data/sales.csv", "\n".join([HEADER, *sales, ""]))
    shop.write("data/refunds.csv", "\n".join([RETURNS, *refunds, ""]))
    shop.run()
    opened = shop.open()
    said, db = learnt(opened.shop), open_current(opened)
    for table, sql in (
        ("people", recommend.people_sql(said)),
        ("products", recommend.products_sql(said)),
    ):
        # Whoever reads tells people and products by their places; here they are their keys.
        db.execute(
            f"CREATE TEMP TABLE {table} AS SELECT key, row_number() OVER () AS place FROM ({sql})"
        )
    sql = recommend.lines_sql(opened.shop, said, people="people", products="products")
    names = dict(db.execute("SELECT place, key FROM products").fetchall())
    who = dict(db.execute("SELECT place, key FROM people").fetchall())
    secret = read_key(folder / "alkasba.key")
    known = {pseudonym(f"C{n}", secret): f"C{n}" for n in range(3)}
    return [
        (known.get(who.get(w, "")), names[p], basket, day)
        for w, p, basket, day in db.execute(sql).fetchall()
    ]


def test_a_product_counts_once_a_basket_with_its_first_day(tmp_path):
    found = lines(tmp_path, ["O1,1,1970-01-03,T1,C1,paid,2", "O1,2,1970-01-02,T1,C1,paid,1"])
    assert found == [("C1", "T1", 0, 1)]


def test_what_was_cancelled_does_not_count(tmp_path):
    assert lines(tmp_path, ["O1,1,2026-01-01,T1,C1,cancelled,2"]) == []


@pytest.mark.parametrize(("back", "left"), [(1, 1), (2, 0), (3, 0)])
def test_what_was_taken_back_as_often_as_bought_does_not_count(tmp_path, back, left):
    sales = ["O1,1,2026-01-01,T1,C1,paid,2"]
    found = lines(tmp_path, sales, [f"R1,O1,2026-02-01,T1,{back}"])
    assert len(found) == left


def test_what_another_order_took_back_stays(tmp_path):
    sales = ["O1,1,1970-01-02,T1,C1,paid,1", "O2,1,1970-01-02,T1,C1,paid,1"]
    assert len(lines(tmp_path, sales, ["R1,O2,2026-02-01,T1,1"])) == 1


def test_who_is_not_known_has_a_basket_all_the_same(tmp_path):
    sales = ["O1,1,1970-01-02,T1,,paid,1", "O1,2,1970-01-02,T2,,paid,1"]
    assert lines(tmp_path, sales) == [(None, "T1", 0, 1), (None, "T2", 0, 1)]


def test_what_is_not_known_is_no_product(tmp_path):
    assert lines(tmp_path, ["O1,1,2026-01-01,X9,C1,paid,1"]) == []


def test_a_basket_of_everything_tells_of_no_taste(tmp_path, monkeypatch):
    monkeypatch.setattr(recommend, "LARGEST_BASKET", 1)
    sales = ["O1,1,1970-01-02,T1,C1,paid,1", "O1,2,1970-01-02,T2,C1,paid,1"]
    assert lines(tmp_path, [*sales, "O2,1,1970-01-02,T1,C1,paid,1"]) == [("C1", "T1", 0, 1)]

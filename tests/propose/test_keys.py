"""Keys are the smallest sets that tell rows apart; references need names or many words."""

from alkasba.model.seen import Contained, Link
from alkasba.propose.columns import propose_columns
from alkasba.propose.keys import declared_key, key_of, linked, pairs, references, told_of_key
from tests.propose.build import column, days, seen


def key(group, table="order", count=lambda _: 0):
    return key_of(group, table, propose_columns(group), count)


def test_the_column_that_is_named_like_a_key_wins():
    group = seen("orders", column("note", 100), column("order_id", 100, whole=1, point=1))
    assert key(group) == ("order_id",)


def test_amounts_and_blanks_are_no_keys():
    group = seen("a", column("price", 100, point=1, decimals=2), column("id", 100, rows=99))
    assert key(group) == ()


def test_a_line_of_totals_takes_no_key_away():
    group = seen("orders", column("order_no", 40, rows=40), column("city", 9, rows=41), rows=41)
    assert key(group) == ("order_no",)
    told = list(told_of_key(group, ("order_no",), propose_columns(group)))
    assert "1 of its rows has no order_no" in told[0]


def test_of_few_rows_none_may_lack_its_key():
    group = seen("orders", column("order_no", 9, rows=9, code=1), rows=10)
    assert key(group) == ()


def test_a_pair_is_asked_for_where_no_column_is_enough():
    group = seen(
        "lines",
        column("order_id", 40, whole=1, point=1),
        column("line_no", 5, whole=1, point=1),
        column("quantity", 9, whole=1, point=1),
    )
    assert key(group, count=lambda names: 100) == ("order_id", "line_no")


def test_doubts_about_a_key():
    few = seen("a", column("name", 5, rows=5), rows=5)
    assert "by chance" in next(iter(told_of_key(few, ("name",), [])))
    none = seen("a", rows=100, repeated=3)
    told = list(told_of_key(none, (), []))
    assert "keeps every row" in told[0]
    assert "3 rows are equal" in told[1]
    part = seen("a", is_part=True)
    assert "the part that was looked at" in next(iter(told_of_key(part, ("id",), [])))


def test_only_columns_that_fit_are_compared():
    groups = [
        seen("orders", column("order_id", whole=1), column("customer_id", 20, whole=1)),
        seen("customers", column("customer_id", whole=1), days("since")),
    ]
    columns = {one.name: propose_columns(one) for one in groups}
    keys = {"orders": ("order_id",), "customers": ("customer_id",)}
    tables = {"orders": "order", "customers": "customer"}
    found = [(g, one.name, o) for g, one, o, _ in pairs(columns, keys, tables)]
    assert found == [("orders", "customer_id", "customers")]


def test_a_reference_needs_a_name_or_many_words():
    tables = {"customers": "customer", "orders": "order", "shippers": "shipper"}
    told = Contained("orders", "customer_id", "customers", "customer_id", 20, 19)
    words = Contained("orders", "sent_to", "customers", "customer_id", 20, 20, words=20)
    numbers = Contained("orders", "ref", "shippers", "shipper_id", 3, 3)
    low = Contained("orders", "customer", "customers", "customer_id", 20, 9)
    sure, maybe = references([told, words, numbers, low], tables)
    assert [one.column for one in sure] == ["customer_id", "sent_to"]
    assert [one.column for one in maybe] == ["ref"]


def test_a_declared_key_is_taken_where_every_row_has_it():
    group = seen("a", column("x", 9), column("y", 9), key=("y", "x"))
    columns = propose_columns(group)
    assert declared_key(group, columns) == ("y", "x")
    assert list(told_of_key(group, ("y", "x"), columns)) == []
    blank = seen("a", column("x", rows=99), key=("x",))
    assert declared_key(blank, propose_columns(blank)) == ()
    assert declared_key(seen("a", key=("z",)), columns) == ()


def test_declared_references_lead_to_single_keys_that_are_there():
    links = (
        Link("head", "heads", "id"),
        Link("pair", "pairs", "a"),
        Link("gone", "nowhere", "id"),
        Link("empty", "heads", "id"),
    )
    groups = {
        "lines": seen(
            "lines",
            *(column(name, 9) for name in ("head", "pair", "gone")),
            column("empty", 0, 0),
            links=links,
        ),
        "heads": seen("heads", column("id"), rows_in="heads"),
        "pairs": seen("pairs", column("a"), column("b"), rows_in="pairs"),
    }
    columns = {name: propose_columns(one) for name, one in groups.items()}
    keys = {"lines": (), "heads": ("id",), "pairs": ("a", "b")}
    assert list(linked(groups, columns, keys)) == [Contained("lines", "head", "heads", "id", 9, 9)]


def test_what_is_declared_beats_what_values_say():
    declared = Contained("lines", "ref", "heads", "id", 9, 9)
    guessed = Contained("lines", "ref", "others", "ref", 9, 9, words=20)
    sure, maybe = references([guessed], {"heads": "head", "others": "other"}, [declared])
    assert (sure, maybe) == ([declared], [])

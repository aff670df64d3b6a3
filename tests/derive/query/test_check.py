"""What cannot be asked is refused, with the word that is wrong and the next thing to do."""

import pytest

from alkasba.derive.query import Question, ask_sql
from alkasba.errors import Ambiguous, NotExpressible, UnknownName, WrongValue
from tests.derive import build


@pytest.mark.parametrize(
    ("question", "error", "word"),
    [
        ({"measures": ("net_salse",)}, UnknownName, "net_sales"),
        ({"measures": ()}, WrongValue, "name a measure"),
        ({"by": ("categry",)}, UnknownName, "category"),
        ({"by": ("name",)}, Ambiguous, "product.supplier.name"),
        ({"by": ("month", "month")}, WrongValue, "'month'"),
        ({"measures": ("kept_sales",), "by": ("customer",)}, UnknownName, "refund"),
        (
            {"measures": ("kept_sales",), "where": "channel = 'web' and customer = 'C1'"},
            UnknownName,
            "refund",
        ),
        ({"measures": ("lines", "stock"), "by": ("city",)}, Ambiguous, "warehouse.city"),
        ({"where": "net_sales > 5"}, WrongValue, "measure"),
        ({"where": "sum(net) > 5"}, WrongValue, "no sums"),
        ({"where": "net + 1"}, WrongValue, "condition"),
        ({"where": "channel"}, WrongValue, "condition"),
        ({"where": "channel = 'wbe'"}, WrongValue, "Did you mean 'web'?"),
        ({"where": "order_id = 17"}, WrongValue, "quotes"),
        ({"where": "month = 3"}, WrongValue, "quotes"),
        ({"where": "month = '2025-3'"}, WrongValue, "'2025-03'"),
        ({"where": "sold_on > '2025-02-30'"}, WrongValue, "'2025-01-31'"),
        ({"where": "sold_on > '01/02/2025'"}, WrongValue, "'2025-01-31'"),
        ({"where": "quantity = 'many'"}, WrongValue, "4.2"),
        ({"where": "summ(net) > 1"}, NotExpressible, "'sum'"),
        ({"where": "email = 'x'"}, WrongValue, "personal"),
        ({"order": ("-net_salse",)}, UnknownName, "net_sales"),
        ({"limit": 0}, WrongValue, "limit"),
    ],
)
def test_what_cannot_be_asked_says_why(question, error, word):
    with pytest.raises(error) as raised:
        ask_sql(build.shop(), Question(**{"measures": ("net_sales",), **question}))
    assert word in raised.value.what


@pytest.mark.parametrize(
    ("measure", "word"),
    [
        ('{ formula = "sum(channel)" }', "number"),
        ('{ formula = "sum(refunded_on)" }', "number"),
        ('{ formula = "sum(amount)", where = "amount" }', "where needs a flag"),
        ('{ formula = "sum(case when channel then 1 end)" }', "flag"),
        ('{ formula = "1 + 1" }', "name a measure"),
    ],
)
def test_measures_that_make_no_sense_are_refused(measure, word):
    shop = build.shop({"refund": f"{build.REFUND}odd = {measure}"})
    with pytest.raises(WrongValue) as raised:
        ask_sql(shop, Question(("odd",)))
    assert word in raised.value.what


def test_only_numbers_are_compared():
    first = build.SALE + 'first_sale = { formula = "min(sold_on)" }\n'
    question = Question(("first_sale",), where="year = 2025", compare="last_year")
    with pytest.raises(WrongValue, match="'first_sale' is a day"):
        ask_sql(build.shop({"sale": first}), question)

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.web.condition import in_period, is_one_of
from alkasba.derive.web.period import Period, read_period
from alkasba.errors import WrongValue
from alkasba.model.table import Column
from alkasba.model.telling import pretty
from tests.derive import build


def told(kind, *values):
    return pretty(is_one_of("x", Column("x", kind), values))


@pytest.mark.parametrize(
    ("kind", "values", "condition"),
    [
        ("text", ("Tea", "it's"), "x in ('Tea', 'it''s')"),
        ("text", ("",), "x is null"),
        ("text", ("Tea", ""), "x in ('Tea') or x is null"),
        ("whole", ("3", "10"), "x in (3, 10)"),
        ("flag", ("true",), "x in (true)"),
        ("day", ("2026-01-31",), "x in ('2026-01-31')"),
    ],
)
def test_chosen_values_are_a_condition(kind, values, condition):
    assert told(kind, *values) == condition


@pytest.mark.parametrize(
    ("kind", "value"),
    [("whole", "many"), ("money", "nan"), ("number", "1e99"), ("flag", "perhaps"), ("flag", "1")],
)
def test_a_value_of_another_kind_is_told(kind, value):
    with pytest.raises(WrongValue, match="x takes"):
        told(kind, value)


def test_a_period_is_from_its_first_to_its_last_day():
    condition = in_period(read_period("2026-02", None))
    assert pretty(condition) == "day >= '2026-02-01' and day <= '2026-02-28'"
    assert in_period(Period("all")) is None


CHANNEL = '{ type = "choice", choices = ["web", "shop"] }'
TEXTS = {"sale": build.SALE.replace(CHANNEL, '{ type = "text" }')}


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_whatever_a_value_holds_selects_the_rows_that_hold_it(value):
    shop = build.warehouse(
        build.sale("2025-01-01", channel=value),
        build.sale("2025-01-02", channel="any other"),
        changes=TEXTS,
    )
    assert shop.ask("lines", where=is_one_of("channel", Column("channel", "text"), [value])) == 1


def test_a_period_selects_its_days():
    shop = build.warehouse(build.sale("2025-01-01"), build.sale("2025-01-02"))
    period = Period("", date(2025, 1, 2), date(2025, 1, 9))
    assert shop.ask("lines", where=in_period(period)) == 1

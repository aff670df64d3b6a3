"""A formula gives a number, a text, a day or a flag; what does not fit is refused."""

import pytest

from alkasba.errors import WrongValue
from alkasba.model.formula import read_formula
from alkasba.model.kind import kind_of
from alkasba.model.table import Column

COLUMNS = {
    column.name: column
    for column in (
        Column("quantity", "whole"),
        Column("net", "money"),
        Column("code", "code"),
        Column("channel", "choice", choices=("web", "shop")),
        Column("month", "text", pattern=r"\d{4}-\d\d", about="a month is written '2025-03'"),
        Column("sold_on", "day"),
        Column("arrived_on", "day"),
        Column("placed_at", "moment"),
        Column("is_gift", "flag"),
    )
}


def kind(text):
    return kind_of(read_formula(text), lambda name: COLUMNS[name.name])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quantity * net - 1", "number"),
        ("-net", "number"),
        ("round(net / quantity, 2)", "number"),
        ("year(sold_on) + month(placed_at)", "number"),
        ("arrived_on - sold_on", "number"),
        ("days_between(sold_on, '2025-01-01') + months_between(sold_on, arrived_on)", "number"),
        ("year_month(sold_on)", "text"),
        ("quantile(sold_on, 5) + quantile(net, 4)", "number"),
        ("share_before(net) < 0.8", "flag"),
        ("channel", "text"),
        ("coalesce(code, 'none')", "text"),
        ("least(sold_on, '2025-01-01')", "day"),
        ("case when is_gift then 'a' else 'b' end", "text"),
        ("case when net > 0 then net end", "number"),
        ("net > 0 and not is_gift or channel = 'web'", "flag"),
        ("channel in ('web', 'shop')", "flag"),
        ("code is null", "flag"),
        ("sold_on between '2025-01-01' and '2025-12-31'", "flag"),
        ("placed_at >= '2025-01-01 08:30'", "flag"),
        ("placed_at >= sold_on", "flag"),
        ("quantity = '5'", "flag"),
        ("channel = 'unknown'", "flag"),
        ("sum(net) / count()", "number"),
        ("count_distinct(code) + count(code)", "number"),
        ("max(sold_on)", "day"),
        ("sum(net) filter (where is_gift)", "number"),
        ("true", "flag"),
        ("1 = 1", "flag"),
    ],
)
def test_kinds(text, expected):
    assert kind(text) == expected


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("code + 1", "code is a text"),
        ("sum(channel)", "channel is a text"),
        ("avg(sold_on)", "sold_on is a day"),
        ("net and is_gift", "net is a number"),
        ("not channel", "channel is a text"),
        ("year(net)", "net is a number"),
        ("net = channel", "channel is a text"),
        ("code = 5", "in quotes"),
        ("is_gift = 'yes'", "true or false"),
        ("is_gift = 1", "true or false"),
        ("sold_on = '31/01/2025'", "'2025-01-31'"),
        ("sold_on = '2025-02-29'", "'2025-01-31'"),
        ("sold_on > 2025", "'2025-01-31'"),
        ("placed_at > 'noon'", "18:30"),
        ("net > 'much'", "4.2"),
        ("channel = 'wbe'", "Did you mean 'web'?"),
        ("channel in ('web', 'post')", "web, shop"),
        ("month = '2025-3'", "'2025-03'"),
        ("case when net then 1 end", "net is a number"),
        ("case when is_gift then 1 else code end", "code, which is a text"),
        ("coalesce(net, 'none')", "4.2"),
        ("sum(net) filter (where net)", "net is a number"),
        ("sold_on + 1", "sold_on is a day"),
        ("abs(code)", "code is a text"),
        ("days_between(sold_on, placed_at)", "placed_at is a moment"),
        ("months_between(sold_on, '2025-02-30')", "is a text"),
        ("year_month(net)", "net is a number"),
        ("quantile(channel, 5)", "channel is a text"),
        ("share_before(sold_on)", "sold_on is a day"),
    ],
)
def test_what_does_not_fit_is_named(text, word):
    with pytest.raises(WrongValue) as raised:
        kind(text)
    assert word in raised.value.what

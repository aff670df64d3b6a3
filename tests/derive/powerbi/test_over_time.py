"""What is told of a measure over time."""

import pytest

from alkasba.derive.powerbi.names import CHANGE, LAST_YEAR, PREVIOUS, RUNNING, TO_DATE, Field
from alkasba.derive.powerbi.over_time import by_day, told_over_time
from tests.dax_engine import Model
from tests.derive.build import sale, warehouse

ROWS = (
    sale("2024-02-29", price=7),
    sale("2024-12-31", price=5),
    sale("2025-01-02", price=10),
    sale("2025-02-03", price=20),
    sale("2025-02-28", price=30),
)


@pytest.fixture(scope="module")
def model():
    shop = warehouse(*ROWS)
    return Model(shop.shop, shop.db)


def test_only_what_adds_up_has_a_running_total():
    kinds = dict(told_over_time("rate", adds_up=False, is_sum=False))
    assert RUNNING not in kinds
    assert TO_DATE not in kinds
    assert kinds[CHANGE].startswith("IF(NOT(ISBLANK([rate]))")


@pytest.mark.parametrize(
    ("kind", "filters", "said"),
    [
        (LAST_YEAR, {"calendar.month": ["2025-02"]}, 7),
        (LAST_YEAR, {"calendar.week": ["2025-W53"]}, None),
        (LAST_YEAR, {"calendar.week": ["2026-W01"]}, 5),
        (PREVIOUS, {"calendar.month": ["2025-02"]}, 10),
        (PREVIOUS, {"calendar.quarter": ["2025-Q1"]}, 5),
        (PREVIOUS, {"calendar.year": [2025]}, 12),
        (CHANGE, {"calendar.year": [2025]}, 4),
        (TO_DATE, {"calendar.month": ["2025-02"]}, 60),
        (RUNNING, {"calendar.month": ["2025-02"]}, 72),
        (RUNNING, {"calendar.month": ["2024-06"]}, 7),
    ],
)
def test_over_time(model, kind, filters, said):
    assert model.value(f"net_sales {kind}", filters, grouped=True) == said


def test_another_day_is_reached_by_its_own_relationship():
    text = by_day("lines", Field("delivery", "promised_on"))
    assert text == "CALCULATE([lines], USERELATIONSHIP('delivery'[promised_on], 'calendar'[day]))"

"""Parts of measures that one step can give are given by one step."""

from alkasba.derive.measures import expand
from alkasba.derive.query.parts import groups, part_step
from alkasba.derive.query.steps import Steps
from alkasba.derive.query.view import View
from tests.derive.build import sale, shop, stock, warehouse


def parts(*measures):
    return expand(shop(), measures, taken=set()).parts


def test_measures_of_one_fact_are_one_group_whatever_they_filter():
    assert len(groups(parts("net_sales", "web_sales", "orders", "average_order"))) == 1


def test_a_level_and_what_selects_its_days_are_groups_of_their_own():
    assert len(groups(parts("net_sales", "refunded", "stock", "tea_stock", "mean_stock"))) == 5


def test_each_group_becomes_a_step():
    made = warehouse(sale("2025-01-01", quantity=3), stock("2025-01-01", 7))
    steps = Steps(set())
    found = [
        part_step(View(shop(), (), None), steps, one) for one in groups(parts("pieces", "stock"))
    ]
    rows = [made.db.execute(steps.before(f"SELECT * FROM {step}")).fetchall() for step in found]
    assert rows == [[(3,)], [(7,)]]

"""A parameter is a table of its own, and measures follow what is chosen in it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.parameters import format_of, parameter_part, value_measure
from alkasba.derive.powerbi.roles import roles_of
from alkasba.derive.powerbi.tmdl import file_of
from alkasba.derive.query import Question, ask_sql
from alkasba.model.parameter import Parameter
from tests.dax_engine import Model
from tests.derive import build

RATE = Parameter(
    "rate", Decimal("0.1"), Decimal("0.5"), Decimal("0.1"), *[Decimal("0.2")] * 2, "A year", "%"
)
CHANGES = {
    "stock": build.STOCK + 'cost_of_stock = { formula = "stock_value * rate * days() / 365" }\n'
}
STOCK = (
    build.stock("2025-03-10", 7),
    build.stock("2025-03-12", 5),
    build.stock("2025-03-12", 40, "chai", "south"),
)


@pytest.fixture(scope="module")
def warehouse():
    return build.Warehouse(replace(build.shop(CHANGES), parameters={"rate": RATE}), *STOCK)


def test_a_measure_uses_the_value_that_is_chosen(warehouse):
    measures = Measures(warehouse.shop, roles_of(warehouse.shop))
    assert "[stock_value] * [rate value] * " in measures.tell("cost_of_stock").text
    assert value_measure(RATE) == "SELECTEDVALUE('rate'[rate], 0.2)"


def test_it_is_a_table_as_desktop_makes_one():
    text = file_of(parameter_part(build.shop(), RATE))
    assert "source = GENERATESERIES(CURRENCY(0.1), CURRENCY(0.5), CURRENCY(0.1))" in text
    assert "mode: import" in text
    assert 'extendedProperty ParameterMetadata =\n\t\t\t\t{\n\t\t\t\t  "version": 0' in text
    assert "sourceColumn: [Value]" in text
    assert "dataType: decimal" in text


@pytest.mark.parametrize(
    ("step", "unit", "form"),
    [("0.01", "%", "0 %"), ("0.005", "%", "0.0 %"), ("1", "days", "0"), ("0.25", "", "0.00")],
)
def test_its_values_are_shown_with_the_digits_of_its_steps(step, unit, form):
    number = Decimal(step)
    assert format_of(Parameter("a", number, number, number, number, number, unit=unit)) == form


@pytest.mark.parametrize("value", ["0.1", "0.2", "0.5"])
def test_what_is_chosen_is_what_ask_is_told(warehouse, value):
    question = Question(("cost_of_stock",), parameters=(("rate", Decimal(value)),))
    ((said,),) = warehouse.db.execute(ask_sql(warehouse.shop, question)).fetchall()
    told = Model(warehouse.shop, warehouse.db).value("cost_of_stock", {"rate.rate": [float(value)]})
    assert told == pytest.approx(float(said)) == pytest.approx(90 * float(value) * 3 / 365)


def test_where_none_or_several_are_chosen_it_is_the_usual_one(warehouse):
    model = Model(warehouse.shop, warehouse.db)
    usual = model.value("cost_of_stock", {"rate.rate": [0.2]})
    assert model.value("cost_of_stock", {}) == usual
    assert model.value("cost_of_stock", {"rate.rate": [0.1, 0.5]}) == usual

"""How buyers plan: more of what sells more, and sometimes badly."""

from dataclasses import replace

from alkasba.example.period import Month
from alkasba.example.products import read_products, read_suppliers, read_warehouses
from alkasba.example.rates import Rates, judgement

PRODUCTS, SUPPLIERS = read_products(), read_suppliers()
LYON = read_warehouses()[0]
RATES = Rates(PRODUCTS, SUPPLIERS, {(p.index, LYON.index): 7300 for p in PRODUCTS})
STEADY = next(p for p in PRODUCTS if p.name == "Parsley, cut")


def test_order_up_to_lies_a_pack_or_more_above_the_reorder_point():
    for product in PRODUCTS:
        point = RATES.reorder_point(product, LYON, Month(2025, 5))
        assert RATES.order_up_to(product, LYON, Month(2025, 5)) >= point + product.pack_size


def test_longer_lead_time_asks_for_a_higher_reorder_point():
    far = replace(STEADY, supplier="S06")
    month = Month(2025, 5)
    assert RATES.reorder_point(far, LYON, month) > RATES.reorder_point(STEADY, LYON, month)


def test_some_products_are_bought_too_scarcely_and_some_too_well():
    judgements = [judgement(product) for product in PRODUCTS]
    assert min(judgements) < 0.5
    assert max(judgements) > 2
    assert sorted(judgements)[len(judgements) // 2] == 1


def test_dear_product_sells_by_the_piece():
    dear = next(p for p in PRODUCTS if p.price_cents > 100_000)
    assert RATES.daily(dear, LYON) == 10

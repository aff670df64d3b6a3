"""The shelves: nothing is sold that is not there, and what comes was ordered."""

from datetime import date
from random import Random

import pytest

from alkasba.example.period import MONTHS, Month
from alkasba.example.products import read_products, read_suppliers, read_warehouses
from alkasba.example.rates import Rates
from alkasba.example.stock import Shelves, cost_on

PRODUCTS = read_products()
WAREHOUSES = read_warehouses()


@pytest.fixture
def shelves():
    lines = {(p.index, w.index): 1460 for p in PRODUCTS for w in WAREHOUSES}
    rates = Rates(PRODUCTS, read_suppliers(), lines)
    return Shelves(PRODUCTS, WAREHOUSES, read_suppliers(), rates, Random(1))


def test_shelf_gives_no_more_than_it_holds(shelves):
    held = shelves.on_hand[0, 0]
    happened = shelves.pass_month(MONTHS[0], [(date(2024, 11, 1), 0, 0, held + 5)])
    assert happened.cut == [(date(2024, 11, 1), 0, 0, held)]


def test_empty_shelf_is_filled_again_after_the_lead_time(shelves):
    held = shelves.on_hand[0, 0]
    happened = shelves.pass_month(MONTHS[0], [(date(2024, 11, 1), 0, 0, held)])
    [purchase] = [p for p in happened.purchases if p.product.index == 0 and p.warehouse.index == 0]
    received = [d for d in happened.deliveries if d.purchase == purchase]
    assert sum(delivery.quantity for delivery in received) == purchase.quantity
    assert purchase.quantity % purchase.product.pack_size == 0
    assert shelves.on_hand[0, 0] == purchase.quantity


def test_pieces_are_neither_lost_nor_found(shelves):
    before = sum(shelves.on_hand.values())
    wanted = [(day, p, 0, 1) for day in MONTHS[0].days for p in range(40)]
    happened = shelves.pass_month(MONTHS[0], wanted)
    lost = sum(1 - left for _, _, _, left in happened.cut)
    received = sum(delivery.quantity for delivery in happened.deliveries)
    assert sum(shelves.on_hand.values()) == before - (len(wanted) - lost) + received


def test_warehouses_count_on_their_weekdays(shelves):
    happened = shelves.pass_month(MONTHS[0], [])
    days = {(count.warehouse.code, count.day.weekday()) for count in happened.counts}
    assert days == {("LYO", 6), ("NTE", 6), ("GNT", 4)}


def test_plants_do_not_stand_in_ghent(shelves):
    happened = shelves.pass_month(Month(2024, 11), [])
    ghent = {c.product.category for c in happened.counts if c.warehouse.code == "GNT"}
    assert "Potted plants" not in ghent


def test_costs_rise_once():
    product = PRODUCTS[0]
    assert cost_on(product, date(2026, 3, 31)) < cost_on(product, date(2026, 4, 1))

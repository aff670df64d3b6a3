"""Orders to suppliers and delivery notes belong together."""

from decimal import Decimal

from tests.example.reading import rows


def good_purchases(data):
    """Lines of orders that are not among the planted faults, which have numbers from 900000 on."""
    return [row for row in rows(data, "purchases/*", ";") if row[0] < "PO-9"]


def good_deliveries(data):
    found = {tuple(row): row for row in rows(data, "deliveries/*") if row[0] < "DN-9"}
    return list(found.values())


def test_records_are_counted(data, planted):
    assert planted.tables["purchase"].records == sum(1 for _ in rows(data, "purchases/*", ";"))
    assert planted.tables["delivery"].records == sum(1 for _ in rows(data, "deliveries/*"))


def test_purchases_add_up(data, planted):
    good, lines = planted.good["purchase"], good_purchases(data)
    cost = sum(int(line[7]) * Decimal(line[8].replace(",", ".")) for line in lines)
    assert good["rows"] == len(lines)
    assert good["purchase_orders"] == len({line[0] for line in lines})
    assert Decimal(good["purchased"]) == cost


def test_deliveries_add_up(data, planted):
    good, lines = planted.good["delivery"], good_deliveries(data)
    assert good["rows"] == len(lines)
    assert good["received_quantity"] == sum(int(line[9]) for line in lines)
    assert good["lead_days_times_quantity"] == sum(int(x[9]) * int(x[10]) for x in lines)


def test_nothing_arrives_that_was_not_ordered(data):
    ordered, received = {}, {}
    for line in good_purchases(data):
        ordered[line[0], line[5]] = int(line[7])
    for line in good_deliveries(data):
        key = line[2], line[7]
        received[key] = received.get(key, 0) + int(line[9])
    assert all(quantity <= ordered[key] for key, quantity in received.items())


def test_some_deliveries_are_late_and_some_come_in_parts(data, planted):
    lines = good_deliveries(data)
    assert 0 < planted.good["delivery"]["late_lines"] < len(lines) / 2
    assert len({(line[2], line[7]) for line in lines}) < len(lines)

"""Faults of every kind are planted, and each record has one at most."""

import pytest

from alkasba.example.faults import REJECTED
from tests.example.reading import SYSTEMS, sales


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.folder)
def test_rejected_records_are_those_that_cannot_be_read(data, planted, system):
    records = list(sales(data, system))
    counts = planted.feed(f"orders_{system.folder}", "sale")
    assert counts.records == len(records)
    assert counts.rejected.total() == records.count(None)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.folder)
def test_records_of_one_key_are_its_duplicates(data, planted, system):
    accepted = list(filter(None, sales(data, system)))
    keys = {(sale.order_id, sale.line) for sale in accepted}
    copies = len(accepted) - len(set(accepted))
    counts = planted.feed(f"orders_{system.folder}", "sale")
    assert counts.duplicates == {"exact": copies, "by key": len(accepted) - copies - len(keys)}


def test_every_kind_of_rejection_is_in_every_shop_system(planted):
    rules = {kind if not kind.startswith("ragged") else "ragged" for kind in REJECTED}
    for system in SYSTEMS:
        assert rules <= planted.feed(f"orders_{system.folder}", "sale").rejected.keys()


def test_unclosed_quotes_are_few(planted):
    assert planted.tables["sale"].rejected["quote"] == 4

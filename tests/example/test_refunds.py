"""Refunds: nested documents, some of them broken."""

from decimal import Decimal

from tests.example.reading import documents

REASONS = ("damaged", "broken", "abîmé", "wrong item", "too late", "trop tard", "changed mind")


def read(data):
    return [d for path in sorted((data / "refunds").glob("*.jsonl")) for d in documents(path)]


def accepted(data):
    """Lines that can be accepted, by key: the copy of a document is the same line."""
    lines = {}
    for document in filter(None, read(data)):
        is_good = document["refunded_on"] not in ("n/a", "2025-02-30")
        is_good &= document["reason"].lower() in REASONS
        for line in document["lines"]:
            is_sound = isinstance(line["amount"], float) and line["amount"] >= 0
            if is_good and is_sound and line["quantity"] >= 1:
                lines[document["refund"], line["position"]] = line
    return lines


def test_records_are_the_nested_lines_and_the_broken_documents(data, planted):
    documents = read(data)
    lines = sum(len(document["lines"]) for document in documents if document)
    counts = planted.tables["refund"]
    assert counts.rejected["json"] == documents.count(None) > 0
    assert counts.records == lines + documents.count(None)


def test_refunds_add_up(data, planted):
    good, lines = planted.good["refund"], accepted(data)
    assert good["rows"] == len(lines) == planted.tables["refund"].loaded
    assert Decimal(good["refunds"]) == sum(Decimal(str(line["amount"])) for line in lines.values())
    assert good["refunded_units"] == sum(line["quantity"] for line in lines.values())


def test_refunds_are_of_orders_some_days_before(data):
    for document in filter(None, read(data)):
        assert document["refund"] == "R" + document["order"]["id"]

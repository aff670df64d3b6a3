"""Extracts of customers and contacts of the CRM."""

import json
from itertools import pairwise

from tests.example.reading import rows


def read(data):
    yield from rows(data, "customers/202[45]-*", ";")
    yield from rows(data, "customers/2026-*", ",")


def known(data):
    """Rows of real customers; the planted faults have numbers from 9500000 on."""
    return {tuple(row) for row in read(data) if row[0].startswith("C0")}


def contacts(data):
    return json.loads((data / "crm" / "contacts.json").read_text(encoding="utf-8"))["contacts"]


def test_records_are_counted(data, planted):
    assert planted.feed("customers", "customer").records == sum(1 for _ in read(data))
    assert planted.feed("crm", "customer").records == len(contacts(data))


def test_versions_are_changes_of_city_or_segment(data, planted):
    spelled = {"pro": "professional", "b2b": "professional", "fidèle": "loyal"}
    history = {}
    for row in known(data):
        day = "-".join(reversed(row[10].split(".")))
        segment = spelled.get(row[8].lower(), row[8])
        history.setdefault(row[0], []).append((day, row[6], segment))
    versions = 0
    for told in history.values():
        states = [state[1:] for state in sorted(told)]
        versions += 1 + sum(a != b for a, b in pairwise(states))
    good = planted.good["customer"]
    assert len(history) == good["members"] - good["only_in_crm"]
    assert versions == good["versions"] - good["only_in_crm"]


def test_crm_disagrees_about_some_emails(data, planted):
    shop = {row[0]: row[2] for row in known(data)}
    both = [c for c in contacts(data) if c["reference"] in shop]
    other = [c for c in both if c["person"]["email"] != shop[c["reference"]]]
    good = planted.good["customer"]
    assert good["in_both"] == len(both)
    assert good["other_email_in_crm"] == len(other) > 0
    assert good["newsletter"] == sum(contact["newsletter"] for contact in contacts(data))


def test_addresses_belong_to_nobody(data):
    emails = [row[2] for row in known(data)] + [c["person"]["email"] for c in contacts(data)]
    assert all(email.endswith(("@example.org", "@example.com")) for email in emails)
    assert all(row[3] in ("", "n/a", "-") or row[3].startswith("06 39 98") for row in known(data))

"""Refunds: some orders are paid back some days later; one JSON document a line."""

from datetime import date
from pathlib import Path

from alkasba.example.answers import LOADED
from alkasba.example.engine import Engine
from alkasba.example.period import LAST_DAY, Month
from alkasba.example.planted import Planted, euros
from alkasba.example.size import Size

REASONS = {
    "damaged": ["damaged", "damaged", "broken", "abîmé"],
    "wrong item": ["wrong item", "Wrong Item"],
    "too late": ["too late", "trop tard"],
    "changed mind": ["changed mind"],
}
WRONG = {
    "required:refunded_on": ("refunded_on", "'n/a'"),
    "type:refunded_on": ("refunded_on", "'2025-02-30'"),
    "type:amount": ("amount", "'\"free\"'"),
    "range:amount": ("amount", "'-3.00'"),
    "range:quantity": ("quantity", "'0'"),
    "choice:reason": ("reason", "'bored'"),
}
"""Kind of fault -> the value it stands in, and what is written instead."""


def begin_refunds(engine: Engine) -> None:
    """Make the table `refund` of refunds that are still to come."""
    engine.run("""
        CREATE OR REPLACE TABLE refund (refund_id VARCHAR, order_id VARCHAR, number BIGINT,
            line INTEGER, h UBIGINT, refunded_on DATE, product VARCHAR, customer BIGINT, w INTEGER,
            reason VARCHAR, quantity BIGINT, amount BIGINT)""")


def add_refunds(engine: Engine) -> None:
    """Decide which orders of the month will be paid back: their first line or two, in part."""
    reasons = list(REASONS)
    engine.run(f"""
        INSERT INTO refund
        SELECT 'R' || order_id, order_id, number, line, h, day + (3 + draw(h, 81) % 18)::INTEGER,
            product, customer, w, {reasons}[draw(h, 82) % {len(reasons)} + 1],
            (quantity + 1) // 2, (quantity * price - discount) * ((quantity + 1) // 2) // quantity
        FROM record WHERE {LOADED} AND kind IS NULL AND status <> 'cancelled'
            AND line <= 2 AND draw(h, 80) % 1000 < 28""")


def write_refunds(engine: Engine, folder: Path, month: Month, size: Size, planted: Planted) -> None:
    """Write what is paid back in a month, with faults, and forget it."""
    last = min(month.last, LAST_DAY)
    _plant(engine, size, month)
    engine.run(f"""
        CREATE OR REPLACE TABLE returned AS
        SELECT refund.*, kind FROM refund LEFT JOIN wrong USING (refund_id)
        WHERE refunded_on <= DATE '{last}'""")
    engine.run(f"DELETE FROM refund WHERE refunded_on <= DATE '{last}'")
    broken = size.faults if month.number % 3 == 0 else 0
    engine.write_lines(_documents(month.first, broken), folder / "refunds" / f"{month}.jsonl")
    _count(engine, planted, broken, month)


def _plant(engine: Engine, size: Size, month: Month) -> None:
    """Make the table `wrong`: refunds of a single line, each with its kind of fault.

    A small shop has few refunds, so each month has a third of the kinds only.
    """
    kinds = [*WRONG, "orphan:product", "exact"]
    turn = [kind for place, kind in enumerate(kinds) if place % 3 == month.number % 3]
    engine.run(f"""
        CREATE OR REPLACE TABLE wrong AS
        SELECT refund_id, {turn * size.faults}[row_number() OVER (
            ORDER BY hash(refund_id), refund_id)] AS kind
        FROM (SELECT refund_id FROM refund WHERE refunded_on <= DATE '{month.last}'
            GROUP BY refund_id HAVING count(*) = 1)
        QUALIFY kind IS NOT NULL""")


def _wrong(name: str, right: str) -> str:
    cases = " ".join(
        f"WHEN '{kind}' THEN {text}" for kind, (column, text) in WRONG.items() if column == name
    )
    return f"CASE kind {cases} ELSE {right} END"


def _reason() -> str:
    cases = " ".join(
        f"WHEN '{name}' THEN {texts}[draw(h, 83) % {len(texts)} + 1]"
        for name, texts in REASONS.items()
    )
    return f"CASE reason {cases} END"


def _documents(day: date, broken: int) -> str:
    """One document for each refund; an exact copy stands at the end, a broken one before it."""
    amount = "(amount::DECIMAL(9, 0) * 0.01::DECIMAL(3, 2))::VARCHAR"
    product = "CASE kind WHEN 'orphan:product' THEN 'ZZ-900' ELSE product END"
    item = (
        f"""'{{"position": ' || line || ', "product": "' || {product} || '", "quantity": ' || """
        f"""{_wrong("quantity", "quantity::VARCHAR")} || ', "amount": ' || """
        f"""{_wrong("amount", amount)} || '}}'"""
    )
    head = (
        f"""'{{"refund": "' || refund_id || '", "order": {{"id": "' || order_id || '", """
        f""""customer": ' || coalesce('"C' || lpad(customer::VARCHAR, 7, '0') || '"', 'null') || """
        f"""', "warehouse": "' || ['LYO', 'NTE', 'GNT'][w + 1] || '"}}, "refunded_on": "' || """
        f"""{_wrong("refunded_on", "refunded_on::VARCHAR")} || '", "reason": "' || """
        f"""{_wrong("reason", _reason())} || '", "lines": [' || items || ']}}'"""
    )
    return f"""
        WITH document AS (
            SELECT refund_id, order_id, kind, h, refunded_on, customer, w, reason,
                string_agg({item}, ', ' ORDER BY line) AS items
            FROM returned GROUP BY ALL
        ), text AS (
            SELECT refunded_on AS day, refund_id, kind, {head} AS document FROM document
        )
        SELECT document FROM (
            SELECT 1 AS part, day, refund_id, document FROM text
            UNION ALL SELECT 2, DATE '{day}', i::VARCHAR,
                '{{"refund": "RX-' || i || '", "order": {{"id": ' FROM range({broken}) AS broken(i)
            UNION ALL SELECT 3, day, refund_id, document FROM text WHERE kind = 'exact'
        ) ORDER BY part, day, refund_id"""


def _count(engine: Engine, planted: Planted, broken: int, month: Month) -> None:
    counts = planted.feed("refunds", "refund")
    counts.records += broken
    counts.add("rejected", "json", broken)
    for kind, _, number in engine.groups("SELECT kind, '', count(*) FROM returned GROUP BY kind"):
        counts.records += number * (2 if kind == "exact" else 1)
        if kind == "exact":
            counts.add("duplicates", "exact", number)
        elif kind == "orphan:product":
            counts.add("orphans", "product", number)
        elif kind:
            counts.add("rejected", kind, number)
    blank, spelled, rows, units, cents = engine.numbers(f"""
        SELECT count(*) FILTER (customer IS NULL), count(*) FILTER ({_reason()} <> reason),
            count(*), coalesce(sum(quantity), 0)::BIGINT, coalesce(sum(amount), 0)::BIGINT
        FROM returned WHERE coalesce(kind NOT IN {tuple(WRONG)}, true)""")[0]
    counts.add("blank", "customer", blank)
    counts.add("respelled", "reason", spelled)
    _answer(planted, month, rows, units, cents)


def _answer(planted: Planted, month: Month, rows: int, units: int, cents: int) -> None:
    start = {"rows": 0, "refunded_units": 0, "cents": 0, "by_month": {}}
    good = planted.good.setdefault("refund", start)
    good["rows"] += rows
    good["refunded_units"] += units
    good["cents"] += cents
    good["by_month"][str(month)] = {"rows": rows, "refunds": euros(cents)}


def finish_refunds(planted: Planted) -> None:
    """Tell the sum over all months."""
    good = planted.good["refund"]
    good["refunds"] = euros(good.pop("cents"))

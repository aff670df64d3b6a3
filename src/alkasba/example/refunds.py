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
    "type:amount": ("amount", '\'"free"\''),
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


def write_refunds(
    engine: Engine, folder: Path, month: Month, size: Size, planted: Planted
) -> None:
    """Write what is paid back in a month, with faults, and forget it."""
    last = min(month.last, LAST_DAY)
    engine.run(f"""
        CREATE OR REPLACE TABLE paid AS
        SELECT * FROM refund WHERE refunded_on <= DATE '{last}'""")
    engine.run(f"DELETE FROM refund WHERE refunded_on <= DATE '{last}'")
    _plant(engine, size)
    engine.run("""
        CREATE OR REPLACE TABLE returned AS
        SELECT paid.*, kind, hash(xor(h, paid.line::UBIGINT)) AS lh FROM paid LEFT JOIN wrong USING (refund_id)""")
    broken = size.faults if month.number % 3 == 0 else 0
    engine.write_lines(_documents(month.first, broken), folder / "refunds" / f"{month}.jsonl")
    _count(engine, planted, broken, month)


def _plant(engine: Engine, size: Size) -> None:
    """Make the table `wrong`: refunds of a single line, each with its kind of fault."""
    kinds = [kind for kind in (*WRONG, "orphan:product", "exact") for _ in range(size.faults)]
    refunds = engine.rows(f"""
        SELECT refund_id FROM paid GROUP BY refund_id HAVING count(*) = 1
        ORDER BY hash(refund_id), refund_id LIMIT {len(kinds)}""")
    rows = [(refund, kind) for (refund,), kind in zip(refunds, kinds, strict=False)]
    engine.load("wrong", {"refund_id": "VARCHAR", "kind": "VARCHAR"}, rows)


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
            UNION ALL SELECT 2, DATE '{day}', i::VARCHAR, '{{"refund": "RX-' || i || '", "order": {{"id": '
                FROM range({broken}) AS broken(i)
            UNION ALL SELECT 3, day, refund_id, document FROM text WHERE kind = 'exact'
        ) ORDER BY part, day, refund_id"""


def _count(engine: Engine, planted: Planted, broken: int, month: Month) -> None:
    counts = planted.feed("refunds", "refund")
    loaded = f"coalesce(kind NOT IN {tuple(WRONG)}, true)"
    for kind, number in engine.rows("SELECT kind, count(*) FROM returned GROUP BY 1 ORDER BY 1"):
        number = int(str(number))
        counts.records += number * (2 if kind == "exact" else 1)
        match kind:
            case "exact":
                counts.add("duplicates", "exact", number)
            case "orphan:product":
                counts.add("orphans", "product", number)
            case None:
                pass
            case _:
                counts.add("rejected", str(kind), number)
    counts.records += broken
    counts.add("rejected", "json", broken)
    blank, spelled, rows, units, cents = engine.numbers(f"""
        SELECT count(*) FILTER (customer IS NULL), count(*) FILTER ({_reason()} <> reason),
            count(*), coalesce(sum(quantity), 0), coalesce(sum(amount), 0)
        FROM returned WHERE {loaded}""")[0]
    counts.add("blank", "customer", blank)
    counts.add("respelled", "reason", spelled)
    good = planted.good.setdefault("refund", {"rows": 0, "units": 0, "cents": 0, "by_month": {}})
    good["rows"] += rows
    good["units"] += int(units)
    good["cents"] += int(cents)
    good["by_month"][str(month)] = {"rows": rows, "refunds": euros(int(cents))}


def finish_refunds(planted: Planted) -> None:
    """Tell the sum over all months."""
    good = planted.good["refund"]
    planted.good["refund"] = {
        "rows": good["rows"],
        "refunds": euros(good["cents"]),
        "refunded_units": good["units"],
        "by_month": good["by_month"],
    }

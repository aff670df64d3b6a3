"""Which order lines of a month become faulty, and how; a line has one fault at most."""

from alkasba.example.engine import Engine
from alkasba.example.planted import Counts
from alkasba.example.size import Size

REJECTED = (
    "ragged:few",
    "ragged:many",
    "required:order_id",
    "required:sold_on",
    "required:product",
    "required:quantity",
    "type:sold_on",
    "type:quantity",
    "type:unit_price",
    "type:updated_at",
    "range:sold_on",
    "range:quantity",
    "range:unit_price",
    "choice:channel",
    "choice:status",
    "decimals:unit_price",
    "pattern:order_id",
)
"""Faults for which the engine keeps a line aside, by its own names of the rules."""

ORPHANS = ("orphan:product", "orphan:customer")
COPIES = ("copy:near", "copy:near", "copy:later")
RESENT = ("resent:quantity", "resent:status")
"""Whole orders that were sent a second time: changed, or cancelled."""


def plant_order_faults(engine: Engine, size: Size) -> None:
    """Make the table `fault`: number of the order, kind; one line or the whole order is meant."""
    single = [kind for kind in (*REJECTED, *ORPHANS, *COPIES) for _ in range(size.faults)]
    changed = [RESENT[0]] * size.resent_orders
    cancelled = [RESENT[1]] * max(1, size.resent_orders // 2)
    # An anonymous or discounted first line could not carry every fault, so none of them does.
    plain = "line = 1 AND status <> 'cancelled' AND customer IS NOT NULL AND discount = 0"
    rows = _pick(engine, plain, [*single, *changed])
    rows += _pick(engine, "line = 1 AND status = 'cancelled'", cancelled)
    engine.load("fault", {"number": "BIGINT", "kind": "VARCHAR"}, rows)


def _pick(engine: Engine, condition: str, kinds: list[str]) -> list[tuple[int, str]]:
    """As many orders as there are kinds, spread over the month, each with its kind."""
    numbers = engine.numbers(
        f"SELECT number FROM line WHERE {condition} "
        f"ORDER BY draw(h, 40), number LIMIT {len(kinds)}"
    )
    return [(number, kind) for (number,), kind in zip(numbers, kinds, strict=False)]


# The truth after loading: lines that are rejected are gone, orphans know no product or customer.
TRUE_LINES = """
    CREATE OR REPLACE TABLE true_line AS
    SELECT line.*, fault.kind FROM line LEFT JOIN fault
        ON fault.number = line.number AND (line.line = 1 OR starts_with(fault.kind, 'resent'))"""

IS_REJECTED = f"kind IN {REJECTED}"
RULE = "CASE WHEN starts_with(kind, 'ragged') THEN 'ragged' ELSE kind END"


def count_order_faults(engine: Engine, counts: Counts) -> None:
    """Count what is rejected and what is an orphan among the records of a month."""
    counts.records += engine.numbers("SELECT count(*) FROM record")[0][0]
    for rule, number in engine.rows(
        f"SELECT {RULE}, count(*) FROM record WHERE {IS_REJECTED} AND role = 'line' GROUP BY 1"
    ):
        counts.add("rejected", str(rule), int(str(number)))
    for kind, number in engine.rows(
        f"SELECT kind, count(*) FROM record WHERE kind IN {ORPHANS} GROUP BY 1"
    ):
        counts.add("orphans", str(kind).removeprefix("orphan:"), int(str(number)))
    for role, number in engine.rows(
        "SELECT role, count(*) FROM record WHERE role <> 'line' GROUP BY 1"
    ):
        counts.add("duplicates", str(role), int(str(number)))

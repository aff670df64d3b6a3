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
        f"SELECT number FROM line WHERE {condition} ORDER BY draw(h, 40), number LIMIT {len(kinds)}"
    )
    return [(number, kind) for (number,), kind in zip(numbers, kinds, strict=False)]


IS_REJECTED = f"kind IN {REJECTED}"


def count_order_faults(engine: Engine, counts: Counts) -> None:
    """Count the records of a month by what is wrong with them."""
    for role, kind, number in engine.groups("SELECT role, kind, count(*) FROM record GROUP BY ALL"):
        counts.records += number
        if role != "line":
            counts.add("duplicates", role, number)
        elif kind in REJECTED:
            counts.add("rejected", "ragged" if kind.startswith("ragged") else kind, number)
        elif kind in ORPHANS:
            counts.add("orphans", kind.removeprefix("orphan:"), number)

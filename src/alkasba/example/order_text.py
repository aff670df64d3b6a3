"""How each shop system writes a column of an order line, as SQL over the table `record`."""

from dataclasses import dataclass, field

Column = dict[str, str]

NO_DAY = {"%Y-%m-%d": "2025-02-30", "%d/%m/%Y": "30/02/2025"}
BLANKS = "['', 'n/a', '-']"


@dataclass(frozen=True, slots=True)
class Writing:
    """The habits of one shop system."""

    day: str
    moment: str
    decimal: str = "."
    thousands: str = ""
    sign_before: str = ""
    sign_after: str = ""
    signed_percent: int = 0
    is_utc: bool = False
    channels: dict[str, list[str]] = field(default_factory=dict)
    statuses: dict[str, list[str]] = field(default_factory=dict)
    quote: str = ""


KIOSK = Writing(
    day="%Y-%m-%d",
    moment="%Y-%m-%d %H:%M",
    thousands=",",
    sign_before="€",
    signed_percent=6,
    channels={
        "web": ["web"] * 8 + ["Web ", "WWW"],
        "café": ["café"] * 7 + ["Café", "CAFÉ", "cafe"],
    },
    statuses={
        "cancelled": ["cancelled", "canceled", "void"],
        "shipped": ["shipped"] * 4 + ["sent"],
    },
    quote='"',
)
BOUTIQUE = Writing(
    day="%d/%m/%Y",
    moment="%d/%m/%Y %H:%M",
    decimal=",",
    thousands=".",
    sign_after=" €",
    signed_percent=20,
    channels={
        "web": ["en ligne"] * 4 + ["En ligne"],
        "shop": ["boutique"],
        "market": ["marché"] * 4 + ["marche"],
        "phone": ["téléphone", "tel"],
    },
    statuses={
        "paid": ["payée"],
        "shipped": ["expédiée"] * 4 + ["EXPEDIEE"],
        "cancelled": ["annulée"],
    },
)
WEBSHOP = Writing(
    day="%Y-%m-%d",
    moment="%Y-%m-%dT%H:%M:%SZ",
    is_utc=True,
    channels={"web": ["web"] * 19 + ["online"], "shop": ["shop", "shop", " store"]},
    statuses={"cancelled": ["cancelled"] * 5 + ["void"]},
)


def column_texts(writing: Writing) -> Column:
    """The SQL text of every column, with the planted faults in it; never NULL."""
    return {
        "order_id": _faulty(
            "order_id", {"required:order_id": "''", "pattern:order_id": "'X-' || number"}
        ),
        "line": "line::VARCHAR",
        "sold_on": _faulty(
            sold_on(writing),
            {
                "required:sold_on": _blank(61),
                "type:sold_on": f"'{NO_DAY[writing.day]}'",
                "range:sold_on": _far_day(writing),
            },
        ),
        "updated_at": _faulty(_updated_at(writing), {"type:updated_at": "'yesterday'"}),
        "product": _faulty(
            PRODUCT,
            {"required:product": _blank(62), "orphan:product": "'ZZ-' || (900 + number % 100)"},
        ),
        "customer": f"coalesce({customer_text()}, {_blank(63)})",
        "warehouse": "['LYO', 'NTE', 'GNT'][w + 1]",
        "channel": _faulty(channel(writing), {"choice:channel": "'fax'"}),
        "status": _faulty(status(writing), {"choice:status": "'lost'"}),
        "promotion": "coalesce(promotion, '')",
        "quantity": _faulty(
            "quantity::VARCHAR",
            {"required:quantity": _blank(64), "type:quantity": "'two'", "range:quantity": "'0'"},
        ),
        "unit_price": _faulty(
            price(writing),
            {
                "type:unit_price": "'abc'",
                "range:unit_price": f"'-5{writing.decimal}00'",
                "decimals:unit_price": f"'4{writing.decimal}1234'",
            },
        ),
        "discount": (
            f"CASE WHEN {BLANK_DISCOUNT} THEN {_blank(65)} "
            f"ELSE {_cents('discount', writing.decimal)} END"
        ),
        "comment": COMMENT,
    }


def customer_text() -> str:
    """The customer's number as it is written, NULL where nobody is known."""
    return _faulty(
        "'C' || lpad(customer::VARCHAR, 7, '0')",
        {"orphan:customer": "'C9' || lpad(number::VARCHAR, 6, '0')"},
    )


def _faulty(text: str, faults: dict[str, str]) -> str:
    cases = " ".join(f"WHEN '{kind}' THEN {wrong}" for kind, wrong in faults.items())
    return f"CASE kind {cases} ELSE {text} END"


def _blank(salt: int) -> str:
    return f"{BLANKS}[draw(lh, {salt}) % 3 + 1]"


PRODUCT = "CASE WHEN draw(lh, 66) % 100 < 3 THEN lower(product) ELSE product END"
BLANK_DISCOUNT = "(discount = 0 AND draw(lh, 67) % 100 < 30)"
BREAKS_LINE = "(kind IS NULL AND draw(lh, 68) % 1000 < 4)"
HAS_COMMA = "(kind IS NULL AND draw(lh, 68) % 1000 BETWEEN 4 AND 29)"
COMMENT = f"""CASE WHEN {BREAKS_LINE} THEN '"Gift' || chr(10) || 'for Sunday"'
    WHEN {HAS_COMMA} THEN '"Say ""thanks"", please"'
    WHEN draw(lh, 68) % 1000 < 60 THEN 'no bag' ELSE '' END"""


def _spelled(column: str, spellings: dict[str, list[str]], salt: int) -> str:
    cases = " ".join(
        f"WHEN '{name}' THEN {texts}[draw(lh, {salt}) % {len(texts)} + 1]"
        for name, texts in spellings.items()
    )
    return f"CASE {column} {cases} ELSE {column} END"


def channel(writing: Writing) -> str:
    """The channel as the system spells it."""
    return _spelled("channel", writing.channels, 70)


def status(writing: Writing) -> str:
    """The status as the system spells it."""
    return _spelled("status", writing.statuses, 71)


def _minutes(minutes: str) -> str:
    return f"to_minutes(({minutes})::BIGINT)"


def sold_on(writing: Writing) -> str:
    """The day, or for a system that writes UTC the moment of the order."""
    if not writing.is_utc:
        return f"strftime(day, '{writing.day}')"
    ahead = "CASE WHEN minute < 120 THEN night_offset ELSE day_offset END"
    return f"strftime(day + {_minutes(f'minute - ({ahead})')}, '{writing.moment}')"


def _far_day(writing: Writing) -> str:
    """A day that no order can have been placed on: one in the future, or one long past."""
    far = "CASE WHEN number % 2 = 0 THEN DATE '2087-05-04' ELSE DATE '1887-05-04' END"
    form = writing.moment if writing.is_utc else writing.day
    return f"strftime({far} + {_minutes('minute')}, '{form}')"


def _updated_at(writing: Writing) -> str:
    ahead = "day_offset" if writing.is_utc else "0"
    minutes = f"changed_days * 1440 + changed_minute - {ahead}"
    return f"strftime(day + {_minutes(minutes)}, '{writing.moment}')"


def _cents(cents: str, decimal: str) -> str:
    text = f"({cents}::DECIMAL(9, 0) * 0.01::DECIMAL(3, 2))::VARCHAR"
    return text if decimal == "." else f"replace({text}, '.', '{decimal}')"


def has_sign(writing: Writing) -> str:
    """Whether the price is written with its currency."""
    return f"(draw(lh, 72) % 100 < {writing.signed_percent})"


def has_thousands(writing: Writing) -> str:
    """Whether the price is written with a thousands separator."""
    return f"(price >= 100000 AND {bool(writing.thousands)})"


def price(writing: Writing) -> str:
    """The price as the system writes it."""
    plain = _cents("price", writing.decimal)
    grouped = (
        f"'{writing.quote}' || (price // 100000) || '{writing.thousands}' || "
        f"lpad((price // 100 % 1000)::VARCHAR, 3, '0') || '{writing.decimal}' || "
        f"lpad((price % 100)::VARCHAR, 2, '0') || '{writing.quote}'"
    )
    signed = f"'{writing.sign_before}' || {plain} || '{writing.sign_after}'"
    return (
        f"CASE WHEN {has_thousands(writing)} THEN {grouped} "
        f"WHEN {has_sign(writing)} THEN {signed} ELSE {plain} END"
    )

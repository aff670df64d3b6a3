"""The files of the three shop systems, one a month, each with its own header and encoding."""

from dataclasses import dataclass
from pathlib import Path

from alkasba.example.engine import Engine
from alkasba.example.faults import IS_REJECTED
from alkasba.example.order_text import (
    BLANK_DISCOUNT,
    BOUTIQUE,
    BREAKS_LINE,
    HAS_COMMA,
    KIOSK,
    PRODUCT,
    WEBSHOP,
    Writing,
    channel,
    column_texts,
    has_sign,
    has_thousands,
    status,
)
from alkasba.example.period import MONTHS, Month
from alkasba.example.planted import Counts
from alkasba.example.writing import encode

ENGLISH = {
    "order_id": "Order No",
    "line": "Line",
    "sold_on": "Date",
    "updated_at": "Updated",
    "product": "Product code",
    "customer": "Customer",
    "warehouse": "From",
    "channel": "Channel",
    "status": "Status",
    "quantity": "Quantity",
    "unit_price": "Unit price",
    "discount": "Discount",
    "comment": "Comment",
}
# From 2025-02 on the kiosk's headers were changed, and the columns put in another order.
ENGLISH_CHANGED = {
    "sold_on": "Order date",
    "order_id": "ORDER NO",
    "line": "LINE",
    "updated_at": "Last change",
    "customer": "CUSTOMER",
    "product": "PRODUCT CODE",
    "quantity": "QTY",
    "unit_price": "UNIT PRICE",
    "discount": "DISCOUNT",
    "channel": "CHANNEL",
    "status": "STATUS",
    "warehouse": "FROM",
    "comment": "COMMENT",
}
FRENCH = {
    "order_id": "N° commande",
    "line": "Ligne",
    "sold_on": "Date",
    "updated_at": "Modifié le",
    "product": "Article",
    "customer": "Client",
    "warehouse": "Dépôt",
    "channel": "Canal",
    "status": "État",
    "quantity": "Quantité",
    "unit_price": "Prix unitaire",
    "discount": "Remise",
}
SNAKE = {name: name for name in FRENCH} | {"sold_on": "ordered_at"}


@dataclass(frozen=True, slots=True)
class ShopSystem:
    """One of the systems that the shop has had."""

    name: str
    letter: str
    months: tuple[Month, ...]
    writing: Writing
    delimiter: str
    line_end: str = ""

    @property
    def source(self) -> str:
        return f"orders_{self.name}"

    def headers(self, month: Month) -> dict[str, str]:
        """Our column -> its header in the file of a month, in the order of the file."""
        match self.name:
            case "kiosk":
                return ENGLISH if month < Month(2025, 2) else ENGLISH_CHANGED
            case "boutique":
                return FRENCH
        return SNAKE | ({"promotion": "promotion"} if month >= Month(2026, 1) else {})

    def encoding(self, month: Month) -> str:
        """The encoding of the file of a month; nobody wrote down those of the kiosk."""
        if self.name == "boutique":
            return "cp1252"
        return ODD_ENCODINGS.get(str(month), "utf-8")


ODD_ENCODINGS = {"2024-12": "utf-16", "2025-01": "utf-8-sig", "2025-03": "cp1252"}
IS_KNOWN = "kind IS DISTINCT FROM 'orphan:product'"
UNCLOSED = ("2025-01", "2025-08", "2026-03", "2026-09")
"""Months whose file ends in a quote that nobody closed."""

SYSTEMS = (
    ShopSystem("kiosk", "K", tuple(MONTHS[:6]), KIOSK, ","),
    ShopSystem("boutique", "B", tuple(MONTHS[6:12]), BOUTIQUE, ";", line_end=" || chr(13)"),
    ShopSystem("webshop", "W", tuple(MONTHS[12:]), WEBSHOP, ","),
)


def system_of(month: Month) -> ShopSystem:
    """The shop system that took the orders of a month."""
    return next(system for system in SYSTEMS if month in system.months)


def write_order_file(engine: Engine, folder: Path, month: Month) -> None:
    """Write the records of a month as its shop system would have exported them."""
    system = system_of(month)
    path = folder / "orders" / system.name / f"{month}.csv"
    engine.write_lines(_file_lines(system, month), path)
    encode(path, system.encoding(month))


def _file_lines(system: ShopSystem, month: Month) -> str:
    headers = system.headers(month)
    texts = column_texts(system.writing)
    fields = [texts[name] for name in headers if headers[name]]
    header = system.delimiter.join(name for name in headers.values() if name)
    last = f"UNION ALL SELECT 9e15::BIGINT, $${_unclosed(system, month)}$$"
    return f"""
        SELECT line{system.line_end} FROM (
            SELECT -9e15::BIGINT AS seq, '{header}' AS line
            UNION ALL SELECT seq, {_line(fields, system.delimiter)} FROM record
            {last if str(month) in UNCLOSED else ""}
        ) ORDER BY seq"""


def _line(fields: list[str], delimiter: str) -> str:
    few, all_ = ", ".join(fields[:5]), ", ".join(fields)
    return f"""CASE WHEN kind = 'ragged:few' THEN concat_ws('{delimiter}', {few})
        WHEN kind = 'ragged:many' THEN concat_ws('{delimiter}', {all_}, 'x', 'x')
        ELSE concat_ws('{delimiter}', {all_}) END"""


def _unclosed(system: ShopSystem, month: Month) -> str:
    start = f"{system.letter}{month.year % 100:02}{month.number:02}-999999"
    return system.delimiter.join([start, "1", '"' + month.last.isoformat(), "HE-001", "C0000001"])


def count_order_texts(engine: Engine, month: Month, counts: Counts) -> None:
    """Count how values were written, among the records that are not rejected."""
    system = system_of(month)
    writing = system.writing
    is_kiosk = system.name == "kiosk"
    if str(month) in UNCLOSED:
        counts.records += 1
        counts.add("rejected", "quote", 1)
    asked = {
        ("blank", "customer"): "customer IS NULL",
        ("blank", "discount"): BLANK_DISCOUNT,
        ("respelled", "channel"): f"{channel(writing)} <> channel",
        ("respelled", "status"): f"{status(writing)} <> status",
        ("respelled", "product"): f"{PRODUCT} <> product AND {IS_KNOWN}",
        ("written", "currency sign"): f"{has_sign(writing)} AND NOT {has_thousands(writing)}",
        ("written", "thousands separator"): has_thousands(writing),
        ("written", "line break in quotes"): f"{BREAKS_LINE} AND {is_kiosk}",
        ("written", "comma in quotes"): f"{HAS_COMMA} AND {is_kiosk}",
        ("written", "day differs in UTC"): f"minute < night_offset AND {writing.is_utc}",
    }
    sums = ", ".join(f"count(*) FILTER ({condition})" for condition in asked.values())
    accepted = f"coalesce(NOT ({IS_REJECTED}), true)"
    numbers = engine.numbers(f"SELECT {sums} FROM record WHERE {accepted}")[0]
    for (kind, name), number in zip(asked, numbers, strict=True):
        counts.add(kind, name, number)

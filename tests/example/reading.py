"""Reads the files of the example shop with the standard library alone, to count the planted."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

ENCODINGS = {
    "orders/kiosk/2024-12.csv": "utf-16",
    "orders/kiosk/2025-01.csv": "utf-8-sig",
    "orders/kiosk/2025-03.csv": "cp1252",
    "customers/2024-11.csv": "cp1252",
}
BLANKS = ("", "n/a", "-")
CHANNELS = {
    "web": "web", "en ligne": "web", "www": "web", "online": "web", "shop": "shop",
    "boutique": "shop", "store": "shop", "market": "market", "marché": "market",
    "marche": "market", "phone": "phone", "téléphone": "phone", "tel": "phone", "café": "café",
    "cafe": "café",
}  # fmt: skip
STATUSES = {
    "paid": "paid", "payée": "paid", "shipped": "shipped", "sent": "shipped",
    "expédiée": "shipped", "expediee": "shipped", "cancelled": "cancelled",
    "canceled": "cancelled", "void": "cancelled", "annulée": "cancelled",
}  # fmt: skip


def rows(
    data: Path, pattern: str, delimiter: str = ",", encoding: str = "utf-8"
) -> Iterator[list[str]]:
    """The records of CSV files after their headers; gzip and zip are opened."""
    for path in sorted(data.glob(pattern)):
        name = path.relative_to(data).as_posix()
        for text in texts(path, ENCODINGS.get(name, encoding)):
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            next(reader)
            yield from reader


def texts(path: Path, encoding: str) -> Iterator[str]:
    """The text of a file, or of each file in an archive."""
    if path.suffix == ".zip":
        with ZipFile(path) as archive:
            yield from (archive.read(name).decode(encoding) for name in archive.namelist())
    elif path.suffix == ".gz":
        yield gzip.decompress(path.read_bytes()).decode(encoding)
    else:
        yield path.read_bytes().decode(encoding)


def documents(path: Path) -> Iterator[object]:
    """The documents of a file of JSON lines; None for a broken one."""
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            yield None


@dataclass(frozen=True)
class Sale:
    """An order line as a careful person would read it."""

    order_id: str
    line: int
    sold_on: date
    updated_at: str
    product: str
    channel: str
    status: str
    quantity: int
    net: Decimal


@dataclass(frozen=True)
class System:
    """How one shop system writes, as this test knows it."""

    folder: str
    delimiter: str
    encoding: str
    day: str
    decimal: str


SYSTEMS = (
    System("kiosk", ",", "utf-8", "%Y-%m-%d", "."),
    System("boutique", ";", "cp1252", "%d/%m/%Y", ","),
    System("webshop", ",", "utf-8", "", "."),
)
FIELDS = {
    "order_id": ("Order No", "ORDER NO", "N° commande", "order_id"),
    "line": ("Line", "LINE", "Ligne", "line"),
    "sold_on": ("Date", "Order date", "ordered_at"),
    "updated_at": ("Updated", "Last change", "Modifié le", "updated_at"),
    "product": ("Product code", "PRODUCT CODE", "Article", "product"),
    "channel": ("Channel", "CHANNEL", "Canal", "channel"),
    "status": ("Status", "STATUS", "État", "status"),
    "quantity": ("Quantity", "QTY", "Quantité", "quantity"),
    "unit_price": ("Unit price", "UNIT PRICE", "Prix unitaire", "unit_price"),
    "discount": ("Discount", "DISCOUNT", "Remise", "discount"),
}


def sales(data: Path, system: System) -> Iterator[Sale | None]:
    """Every record of a shop system; None for one that cannot be accepted."""
    for path in sorted((data / "orders" / system.folder).glob("*.csv")):
        name = path.relative_to(data).as_posix()
        [text] = texts(path, ENCODINGS.get(name, system.encoding))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=system.delimiter)
        header = next(reader)
        places = {ours: _place(header, names) for ours, names in FIELDS.items()}
        for row in reader:
            if len(row) != len(header):
                yield None
                continue
            yield _sale({ours: row[place] for ours, place in places.items()}, system)


def _place(header: list[str], names: tuple[str, ...]) -> int:
    return next(header.index(name) for name in names if name in header)


def _sale(row: dict[str, str], system: System) -> Sale | None:
    try:
        sale = _read(row, system)
    except (ValueError, KeyError, InvalidOperation):
        return None
    is_sensible = 2015 <= sale.sold_on.year <= 2026 and sale.quantity >= 1 and sale.net >= 0
    has_key = sale.order_id[1:5].isdigit() and len(sale.order_id) == 12
    return sale if is_sensible and has_key and sale.product.lower() not in BLANKS else None


def _read(row: dict[str, str], system: System) -> Sale:
    price = money(row["unit_price"], system)
    quantity = int(row["quantity"])
    discount = Decimal(0) if row["discount"] in BLANKS else money(row["discount"], system)
    updated = moment(row["updated_at"], system)
    return Sale(
        order_id=row["order_id"],
        line=int(row["line"]),
        sold_on=day(row["sold_on"], system),
        updated_at=updated.isoformat(),
        product=row["product"].upper(),
        channel=CHANNELS[row["channel"].strip().lower()],
        status=STATUSES[row["status"].strip().lower()],
        quantity=quantity,
        net=quantity * price - discount,
    )


def money(text: str, system: System) -> Decimal:
    thousands = "." if system.decimal == "," else ","
    plain = text.strip("€ ").replace(thousands, "").replace(system.decimal, ".")
    amount = Decimal(plain)
    if amount != round(amount, 2):
        raise ValueError(text)
    return amount


def day(text: str, system: System) -> date:
    if system.day:
        return datetime.strptime(text, system.day).date()  # noqa: DTZ007
    return datetime.fromisoformat(text).astimezone(ZoneInfo("Europe/Paris")).date()


def moment(text: str, system: System) -> datetime:
    if system.day:
        return datetime.strptime(text, f"{system.day} %H:%M")  # noqa: DTZ007
    return datetime.fromisoformat(text)

"""How the program speaks: results on stdout, everything else on stderr."""

import json
from datetime import date, datetime
from decimal import Decimal

import click
from rich.console import Console

errors = Console(stderr=True, highlight=False)
output = Console(highlight=False)


def hint(text: str) -> None:
    """The next thing to do."""
    click.secho(f"-> {text}", fg="cyan", err=True)


def number(value: object) -> str:
    """A figure for people: thousands apart, money with two decimals.

    >>> number(1234567), number(Decimal("12.5000")), number(None)
    ('1,234,567', '12.50', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case Decimal() | float():
            return f"{value:,.2f}"
    return str(value)


def to_json(value: object) -> str:
    """JSON with all digits of every number."""
    return json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return ExactNumber(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


class ExactNumber(float):
    """A decimal that JSON writes with its own digits: json writes a float by its repr."""

    def __new__(cls, value: Decimal) -> "ExactNumber":
        made = super().__new__(cls, value)
        made.text = exact(value)  # type: ignore[attr-defined]
        return made

    def __repr__(self) -> str:
        return str(self.text)  # type: ignore[attr-defined]


def exact(value: Decimal) -> str:
    """A decimal without the zeros that say nothing.

    >>> exact(Decimal("748957.0200")), exact(Decimal("10")), exact(Decimal("0.0000"))
    ('748957.02', '10', '0')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

"""How the program speaks: results on stdout, everything else on stderr."""

import json
from datetime import date
from decimal import Decimal

import click
from rich.console import Console

errors = Console(stderr=True, highlight=False)
output = Console(highlight=False)


def hint(text: str) -> None:
    """The next thing to do."""
    click.secho(f"-> {text}", fg="cyan", err=True)


def number(value: object) -> str:
    """A figure for people: thousands apart, money with two decimals, small ratios with four.

    >>> number(1234567), number(Decimal("12.5000")), number(0.01234), number(None)
    ('1,234,567', '12.50', '0.0123', '')
    """
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case Decimal():
            return f"{value:,.2f}"
        case float():
            return f"{value:,.4f}" if abs(value) < 1 else f"{value:,.2f}"
    return str(value)


def to_json(value: object) -> str:
    """JSON with all digits of every number.

    >>> to_json([{"sum": Decimal("748957.0200"), "on": date(2026, 1, 31)}])
    '[{"sum": 748957.02, "on": "2026-01-31"}]'
    """
    match value:
        case dict():
            pairs = (
                f"{json.dumps(str(k), ensure_ascii=False)}: {to_json(v)}" for k, v in value.items()
            )
            return "{" + ", ".join(pairs) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(to_json, value)) + "]"
        case Decimal():
            return exact(value)
        case date():
            return json.dumps(value.isoformat())
    return json.dumps(value, ensure_ascii=False)


def exact(value: Decimal) -> str:
    """A decimal without the zeros that say nothing.

    >>> exact(Decimal("748957.0200")), exact(Decimal("10")), exact(Decimal("0.0000"))
    ('748957.02', '10', '0')
    """
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

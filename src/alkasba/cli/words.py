"""How the program speaks: results on stdout, everything else on stderr."""

import re
import shlex
import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import TextIO

import click
from click.core import ParameterSource

OWN = "check|plan|run|serve|ask|report|recommend|build|produce|consume|replay|search|status"
"""The verbs that work on a shop; `init` and `inspect` make one."""
OWN_COMMAND = re.compile(rf"\balkasba (?=(?:{OWN})\b)")
UNSEEN = ("Cc", "Cs", "Zl", "Zp")
"""Control signs, halves of letters and line ends: in a name they could take over a terminal."""


def hint(text: str) -> None:
    """The next thing to do; what it tells to run names the shop, so that it can be pasted."""
    click.secho(f"-> {pasteable(text, shop_said())}", fg="cyan", err=True)


def shop_said() -> Path | None:
    """The folder that the caller named with --shop, where one was named."""
    context = click.get_current_context(silent=True)
    root = context.find_root() if context else None
    if root is None or root.get_parameter_source("folder") is not ParameterSource.COMMANDLINE:
        return None
    folder: Path = root.params["folder"]
    return folder


def pasteable(text: str, folder: Path | None) -> str:
    """The text with the shop's folder in every command that needs it.

    >>> pasteable("Run: alkasba check", Path("my shop"))
    "Run: alkasba --shop 'my shop' check"
    """
    if folder is None:
        return text
    said = f"alkasba --shop {shlex.quote(str(folder))} "
    return OWN_COMMAND.sub(lambda _: said, text)


def watches(stream: TextIO | None) -> bool:
    """Whether a person sees what is written there; a closed stream is nothing at all."""
    return stream is not None and stream.isatty()


def readable(text: str) -> str:
    r"""A text of the data to be shown: signs that steer a terminal are spelled out.

    >>> readable("Min\x1b[31mt")
    'Min\\x1b[31mt'
    """
    return "".join(_visible(sign) if not sign.isprintable() else sign for sign in text)


def _visible(sign: str) -> str:
    return ascii(sign)[1:-1] if unicodedata.category(sign) in UNSEEN else sign


def counted(count: int, thing: str) -> str:
    """So many of a thing.

    >>> counted(1, "file"), counted(1200, "file")
    ('1 file', '1,200 files')
    """
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def number(value: object) -> str:
    """A figure for people: thousands apart, two decimals where there are any.

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
    return readable(str(value))

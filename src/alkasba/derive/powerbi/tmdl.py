"""Text of a model in Microsoft's tabular language (TMDL), byte for byte as its writer has it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

QUOTED = re.compile(r"[\s.=:']")


@dataclass(frozen=True, slots=True)
class Part:
    """An object of a model: what stands in its first line, its properties, what it is made of.

    `expression` follows the first line; one of several lines is moved in below it.
    """

    head: str
    properties: tuple[str, ...] = ()
    parts: tuple["Part", ...] = ()
    about: str = ""
    expression: str = ""


def file_of(*parts: Part) -> str:
    """The text of a file."""
    return "".join(f"{line}\n" for part in parts for line in (*_lines(part, 0), ""))


def name_in_tmdl(name: str) -> str:
    """A name as TMDL writes it.

    >>> name_in_tmdl("net_sales"), name_in_tmdl("net_sales last year")
    ('net_sales', "'net_sales last year'")
    """
    return "'" + name.replace("'", "''") + "'" if QUOTED.search(name) else name


def text_in_tmdl(text: str) -> str:
    """A text as the value of a property, in one line; in quotes where it would be read as such."""
    line = one_line(text)
    return '"' + line.replace('"', '""') + '"' if line[:1] == line[-1:] == '"' else line


def one_line(text: str) -> str:
    """A description in one line, without signs that would not show."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())


def referring(kind: str, names: Sequence[str]) -> list[str]:
    """The lines by which a model names its objects of a kind, in their order."""
    return [f"ref {kind} {name_in_tmdl(name)}" for name in names]


def _lines(part: Part, depth: int) -> Iterator[str]:
    indent = "\t" * depth
    for line in part.about.splitlines():
        yield f"{indent}/// {line}".rstrip()
    yield from _first(part, indent)
    for text in part.properties:
        yield f"{indent}\t{text}" if text else ""
    for inner in part.parts:
        yield ""
        yield from _lines(inner, depth + 1)


def _first(part: Part, indent: str) -> Iterator[str]:
    if not part.expression:
        yield f"{indent}{part.head}"
    elif "\n" not in part.expression:
        yield f"{indent}{part.head} = {part.expression}"
    else:
        yield f"{indent}{part.head} ="
        yield from (f"{indent}\t\t{line}" for line in part.expression.split("\n"))

"""Which delimiter separates the values of a CSV file, where the owner has not said."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from alkasba.errors import WrongValue
from alkasba.model.source import Source
from alkasba.sources.records import Dialect, records

CANDIDATES = (",", ";", "\t", "|")
SPELLINGS = {"\\t": "\t", "tab": "\t", "space": " "}
SAMPLE = 200


def settle(lines: Sequence[str], source: Source) -> tuple[Dialect, tuple[str, ...]]:
    """The dialect of a text, and a note where its delimiter is a guess that is not the comma."""
    if source.delimiter is not None:
        return Dialect(_declared(source), _quote(source)), ()
    quote = _quote(source)
    sample = "".join(lines[:SAMPLE])
    present = [mark for mark in CANDIDATES if mark in sample] or [","]
    if len(present) == 1:
        delimiter = present[0]
    else:
        delimiter = max(present, key=lambda mark: _consistency(lines, Dialect(mark, quote)))
    if delimiter == ",":
        return Dialect(delimiter, quote), ()
    shown = {"\t": "\\t"}.get(delimiter, delimiter)
    note = f'delimiter detected: "{shown}"; declare delimiter = "{shown}"'
    return Dialect(delimiter, quote), (note,)


def _consistency(lines: Sequence[str], dialect: Dialect) -> tuple[float, int]:
    """The share of records as wide as the first, and that width; nothing for a single column."""
    widths = [len(record.values) for record in islice(records(lines, dialect), SAMPLE)]
    if not widths or widths[0] < 2:
        return _without_header(widths)
    return widths.count(widths[0]) / len(widths), widths[0]


def _without_header(widths: Sequence[int]) -> tuple[float, int]:
    """A title may stand above the table, so the common width counts, for less than half."""
    width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
    return (times / len(widths) / 2, width) if width > 1 else (0.0, 0)


def _declared(source: Source) -> str:
    delimiter = SPELLINGS.get(source.delimiter or "", source.delimiter or "")
    if not 1 <= len(delimiter.encode()) <= 4 or "\n" in delimiter or "\r" in delimiter:
        raise WrongValue(
            "a delimiter is one sign, at most four bytes long.",
            where=f"sources/{source.name}.toml, delimiter",
            next_step='Write for example delimiter = ";", or leave it out to have it detected.',
        )
    return delimiter


def _quote(source: Source) -> str | None:
    if source.quote and (len(source.quote) > 1 or not source.quote.isascii()):
        raise WrongValue(
            "a quote is one sign.",
            where=f"sources/{source.name}.toml, quote",
            next_step='Write for example quote = "\'", or quote = "" for none.',
        )
    return source.quote or None

"""sources/NAME.toml -> Source."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import TypeVar

from alkasba.model.entry import Entry
from alkasba.model.source import (
    NUMBER,
    Changes,
    Deleted,
    Duplicates,
    Expect,
    Feed,
    Field,
    Format,
    Join,
    Source,
    Unpivot,
)

Kinds = Mapping[str, Callable[[Entry], object]]
"""Kind of origin -> what reads the keys that only it has."""

DIRECTIVES = re.compile(r"([^%]|%%|%-?[dmyHIMSj]|%[aAbBYpfgnzZUWcxXGVuw])*")
"""A way to write days and moments, in the signs that DuckDB's strptime knows."""


def read_files(entry: Entry) -> None:
    """Files have no keys of their own, but they need to be somewhere."""
    if not entry.data.get("files"):
        entry.wrong("files", 'say where the files are, for example files = ["data/*.csv"].')


ANSWERS = ("evolve", "quarantine", "stop")

FILE_KINDS: Kinds = dict.fromkeys(("csv", "json", "parquet", "spreadsheet"), read_files)
"""The kinds of origin whose rows lie in files of the owner."""


def read_source(name: str, entry: Entry, kinds: Kinds = FILE_KINDS) -> Source:
    """One origin and what it feeds; `kinds` reads what only its kind of origin has."""
    entry.known.append("feeds")
    form = _format(entry.part("format"), Format())
    source = Source(
        name=name,
        kind=(kind := entry.one_of("kind", kinds, default="csv")),
        files=entry.words("files"),
        about=entry.text("about"),
        encoding=entry.text_or_none("encoding"),
        delimiter=entry.text_or_none("delimiter"),
        quote=entry.text("quote", default='"') or None,
        header=entry.flag("header", default=True),
        skip=entry.whole("skip", default=0),
        skip_to=_of_lines(entry, kind, "skip_to", entry.text("skip_to")),
        totals=_of_lines(entry, kind, "totals", entry.words("totals")),
        names=entry.words("names"),
        rows=entry.text("rows"),
        format=form,
        feeds={table: _feed(name, table, part, form) for table, part in _feeds(entry)},
        own=kinds[kind](entry),
        expect=_expect(entry.part("expect")),
        changes=_changes(entry.part("changes")),
        every=entry.span("every"),
        compare=_compare(entry),
    )
    entry.finish()
    return source


Told = TypeVar("Told", str, tuple[str, ...])


LINES = {"skip_to": ("csv",), "totals": ("csv", "spreadsheet")}
"""What says which lines of a file are no records -> the kinds of origin that have them."""


def _of_lines(entry: Entry, kind: str, name: str, told: Told) -> Told:
    """What is said of lines that are no records."""
    if name in entry.data and kind not in LINES[name]:
        entry.wrong(name, f"it is for {' and '.join(LINES[name])} only; take it away.")
    elif name in entry.data and not (told and all(told)):
        entry.wrong(name, "a word is needed, such as it stands there.")
    elif name == "skip_to" and name in entry.data and "skip" in entry.data:
        entry.wrong(name, "say either how many lines to skip, or where the table begins.")
    return told


def _compare(entry: Entry) -> timedelta | None:
    part = entry.part("compare")
    every = part.span("every")
    if "compare" in entry.data and "every" not in part.data:
        part.wrong("every", 'say how often: compare = { every = "7 days" }.')
    if part.data and "since" not in entry.data:
        entry.wrong("compare", "all of it is read each time; only since leaves anything out.")
    part.finish()
    return every


def _expect(entry: Entry) -> Expect:
    share = entry.share_or_none("share_of_usual")
    expect = Expect(
        records_at_least=entry.whole("records_at_least", default=0),
        share_of_usual=Expect().share_of_usual if share is None else share,
    )
    entry.finish()
    return expect


def _changes(entry: Entry) -> Changes:
    usual = asdict(Changes())
    answers = {name: entry.one_of(name, ANSWERS, default=usual[name]) for name in usual}
    entry.finish()
    return Changes(**answers)  # type: ignore[arg-type]


def _feeds(entry: Entry) -> list[tuple[str, Entry]]:
    return list(entry.parts("feeds").items())


def _format(entry: Entry, default: Format) -> Format:
    """The format of an entry; what it does not say is as in `default`."""
    form = Format(
        decimal=entry.text("decimal", default=default.decimal),
        thousands=entry.text("thousands", default=default.thousands),
        currency=entry.words("currency") or default.currency,
        negative=entry.words("negative") or default.negative,
        positive=entry.words("positive") or default.positive,
        days=entry.words("days") or default.days,
        moments=entry.words("moments") or default.moments,
        blank=entry.words("blank") or default.blank,
        yes=entry.words("yes") or default.yes,
        no=entry.words("no") or default.no,
        timezone=entry.text_or_none("timezone") or default.timezone,
    )
    for name in ("days", "moments"):
        for shape in getattr(form, name) if name in entry.data else ():
            if not DIRECTIVES.fullmatch(shape):
                entry.wrong(name, f"'{shape}' is no way to write a day; write it like %d/%m/%Y.")
    _check_marks(entry, form)
    if form.decimal not in (".", ","):
        entry.wrong("decimal", "the decimal sign is '.' or ','.")
    if "thousands" not in entry.data and form.decimal == form.thousands:
        # A field with a decimal sign of its own has no use for the separator of the others.
        form = replace(form, thousands="")
    if form.decimal == form.thousands:
        entry.wrong("thousands", "the thousands separator and the decimal sign are the same.")
    entry.finish()
    return replace(form, blank=tuple(dict.fromkeys(("", *form.blank))))


def _check_marks(entry: Entry, form: Format) -> None:
    """Samples of marked amounts have one 5 and a mark, which says one thing only."""
    said = [(name, sample) for name in ("negative", "positive") for sample in getattr(form, name)]
    for name, sample in said:
        mark = sample.replace(NUMBER, "", 1).strip()
        if NUMBER not in sample or not mark or re.search(r"\d", mark):
            entry.wrong(name, f"'{sample}' marks nothing; write it as 5 is written: (5) or 5 CR.")
        elif sample.strip() in (f"-{NUMBER}", f"+{NUMBER}"):
            entry.wrong(name, f"'{sample}' is read as it is; leave it out.")
    both = {_folded(one) for one in form.negative} & {_folded(one) for one in form.positive}
    if both:
        entry.wrong("positive", f"'{min(both)}' is said to be negative as well.")


def _folded(sample: str) -> str:
    return "".join(sample.split()).casefold()


def _feed(source: str, table: str, entry: Entry, form: Format) -> Feed:
    columns = entry.part("columns")
    feed = Feed(
        source=source,
        table=table,
        fields={name: _field(name, columns, form) for name in columns.data},
        rows=entry.text("rows"),
        format=form,
        duplicates=_duplicates(entry),
        joins={name: _join(name, part) for name, part in entry.parts("joins").items()},
        rejects_at_most=entry.share_or_none("rejects_at_most"),
        deleted=_deleted(entry),
        unpivot=_unpivot(entry.part("unpivot")),
    )
    entry.finish()
    return feed


def _unpivot(entry: Entry) -> Unpivot | None:
    if not entry.data:
        return None
    unpivot = Unpivot(entry.text("name"), entry.text("value"))
    for key in ("name", "value"):
        if not entry.data.get(key):
            entry.wrong(key, 'say what is made of headers and values: { name = "a", value = "b" }.')
    entry.finish()
    return unpivot


def _field(name: str, columns: Entry, form: Format) -> Field:
    if not isinstance(columns.data[name], dict):
        return Field(name, names=columns.words(name), format=form)
    entry = columns.part(name)
    field = Field(
        column=name,
        names=entry.words("from"),
        value=_constant(entry),
        file=entry.text_or_none("file"),
        optional=entry.flag("optional"),
        drop_decimals=entry.flag("drop_decimals"),
        format=_format(Entry(entry.findings, entry.file, entry.key, _own(entry)), form),
    )
    if sum((bool(field.names), field.value is not None, field.file is not None)) > 1:
        entry.wrong("from", "give one of from, value and file, not several.")
    entry.finish()
    return field if field.names or field.value or field.file else replace(field, names=(name,))


FIELD_KEYS = ("from", "value", "file", "optional", "drop_decimals")


def _own(entry: Entry) -> dict[str, object]:
    """The format keys of a field; the others are taken by the field itself."""
    form = {key: value for key, value in entry.data.items() if key not in FIELD_KEYS}
    entry.known += form
    return form


def _constant(entry: Entry) -> str | None:
    value = entry.value("value")
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _duplicates(entry: Entry) -> Duplicates | None:
    value = entry.data.get("duplicates")
    if isinstance(value, str):
        entry.take("duplicates")
        kinds = {"keep": Duplicates("all"), "exact": Duplicates("last")}
        if value not in kinds:
            entry.wrong("duplicates", '"keep", "exact" or { by = [...], keep = "last" } is needed.')
        return kinds.get(value)
    part = entry.part("duplicates")
    if not part.data:
        return None
    keep = part.one_of("keep", ("last", "first", "highest"), default="last")
    rule = Duplicates(keep, part.words("by"), part.text_or_none("order"))  # type: ignore[arg-type]
    if not rule.by:
        part.wrong("by", "name the columns that tell rows apart.")
    if rule.keep == "highest" and rule.order is None:
        part.wrong("order", "highest of which column? Add order = ...")
    part.finish()
    return rule


def _deleted(entry: Entry) -> Deleted | None:
    if not isinstance(entry.data.get("deleted"), dict):
        names = entry.words("deleted")
        return Deleted(names) if names else None
    part = entry.part("deleted")
    deleted = Deleted(part.words("column"), _values(part, "is"), part.flag("optional"))
    if not deleted.names:
        part.wrong("column", 'name the column that marks them: column = "is_deleted".')
    part.finish()
    return deleted


def _values(entry: Entry, name: str) -> tuple[str, ...]:
    """A value or several, as texts."""
    said = entry.take(name)
    values = said if isinstance(said, list) else [] if said is None else [said]
    if name in entry.data and not values:
        entry.wrong(name, "an empty list marks no row; leave it out, or name a value.")
    if not all(isinstance(value, str | int) for value in values):
        entry.wrong(name, "a text, a whole number, true or false is needed, or several of them.")
    return tuple(str(v).lower() if isinstance(v, bool) else str(v) for v in values)


def _join(name: str, entry: Entry) -> Join:
    on = entry.take("on")
    if not isinstance(on, dict) or not on or not all(isinstance(v, str) for v in on.values()):
        entry.wrong("on", 'say which name here is which name there: on = { id = "id" }.')
        on = {}
    join = Join(name, entry.text("source", default=name), on, entry.text("rows"))
    entry.finish()
    return join

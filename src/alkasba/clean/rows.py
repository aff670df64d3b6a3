"""Rows as written to typed rows, each with the first rule that it breaks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from alkasba.clean.calculated import calculated_columns
from alkasba.clean.converted import rules_of_rate
from alkasba.clean.deleted import deleted_rules, deleted_sql, lacking_mark
from alkasba.clean.names import find_column, standard_name
from alkasba.clean.outright import Outright, outright_of
from alkasba.clean.rules import Rule, rules_of
from alkasba.clean.steps import Steps
from alkasba.clean.texts import bare_text
from alkasba.clean.typed import ALWAYS, NEVER, mark_at, mark_of, plainly
from alkasba.derive.sql import literal, quoted
from alkasba.errors import did_you_mean
from alkasba.model.shop import Shop
from alkasba.model.source import Deleted, Feed, Field
from alkasba.model.table import Column, Table


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How the rows of one shape become rows of one table; `rules` are told by their number from 1.

    `careful` reads every row with care, `quick` reads outright what it can.
    """

    landing: str
    files: str
    careful: Steps
    quick: Steps
    rules: tuple[Rule, ...]
    absent: tuple[str, ...]

    @property
    def select(self) -> str:
        """SELECT of _file, _row, _at (rowid of the landed row), _broke, _deleted and the columns.

        _broke is 0, or the number of the rule broken first; _deleted tells whether the origin marks
        the row so. It reads the landing, its files (position, file_id, name, start) and, for each
        join of the feed, `joined_NAME`.
        """
        return self.careful.select(self._beside_files(self.landing))

    def outright(self, *, at_most: int | None = None) -> str:
        """The same at less cost, of some of the rows or all; _broke may be DOUBTFUL.

        A row that is not has no broken rule.
        """
        limit = f" LIMIT {at_most}" if at_most else ""
        rows = f"(SELECT *, rowid FROM {self.landing}{limit})" if at_most else self.landing
        return self.quick.select(self._beside_files(rows))

    def of_doubtful(self, doubtful: str) -> str:
        """The same as `select`, of the rows whose rowids stand in the table `doubtful`."""
        rows = f"(SELECT *, rowid FROM {self.landing} WHERE rowid IN (FROM {doubtful}))"
        return self.careful.select(self._beside_files(rows))

    def _beside_files(self, rows: str) -> str:
        return f"{rows} AS r JOIN {self.files} AS f"


def cleaning_of(
    shop: Shop,
    table: Table,
    feed: Feed,
    *,
    landing: str,
    files: str,
    written: tuple[str, ...],
    others: tuple[str, ...] = (),
    only_spaces: bool = False,
    typed: Mapping[int, str] | None = None,
    joined: Collection[str] = (),
) -> Cleaning:
    """The cleaning of one feed for the table `landing`, whose columns c0, c1, ... are `written`.

    `files` is the table that names the files of the landing. `others` and `only_spaces` are as in
    `Landing`, and so is `typed`: which columns are no texts of the origin; `joined` are those of
    joined rows, as join.name.
    """
    is_merged = shop.is_merged(table)
    fields = {n: _field(table, feed, c, is_merged) for n, c in table.read_columns.items()}
    texts = {n: _text(f, table.columns[n], written, feed, only_spaces) for n, f in fields.items()}
    marks = _marks(fields, written, feed, typed or {}, joined) if typed or joined else {}
    fields = {n: plainly(f) if marks.get(n) == ALWAYS else f for n, f in fields.items()}
    mixed = {n: mark for n, mark in marks.items() if mark not in (ALWAYS, NEVER)}
    rules = tuple(_rules(shop, table, fields, texts, (*written, *others), others))
    deleted = deleted_sql(feed, lambda name: _place(name, written, feed))
    is_unmarked = bool(deleted is None and feed.deleted and not feed.deleted.optional)
    if feed.deleted:
        rules = deleted_rules(feed.deleted, table, feed.duplicates, rules)
    if feed.deleted and is_unmarked:
        rules = (_lacking_mark(feed.deleted, written, others), *rules)
    careful = Steps(shop, table, feed, written, fields, texts, mixed, rules, deleted)
    # Where every row is rejected there is nothing to be quick about.
    quick = careful if is_unmarked else _quick(careful, only_spaces)
    all_rules = (*rules, *_overflows(table))
    return Cleaning(landing, files, careful, quick, all_rules, _absent(fields, texts))


def _quick(careful: Steps, only_spaces: bool) -> Steps:
    """Steps that take what stands at one place of the landing as it is, where that can be read."""
    outright: dict[str, Outright] = {}
    texts = dict(careful.texts)
    is_merged, zone = careful.shop.is_merged(careful.table), careful.shop.calendar.timezone
    # What is converted is judged by how it was written, and its currency too.
    converted = careful.table.converted.values()
    with_care = {name for one in converted for name in (one.name, one.currency)} | {*careful.mixed}
    for name, field in careful.fields.items():
        places = [p for one in field.names if (p := _place(one, careful.written, careful.feed))]
        if len(places) != 1 or name in with_care or not places[0].startswith("r."):
            continue
        column = careful.table.columns[name]
        found = outright_of(column, field, zone, only_spaces=only_spaces, is_merged=is_merged)
        if found is not None:
            outright[name], texts[name] = found, places[0]
    return replace(careful, texts=texts, outright=outright)


def _field(table: Table, feed: Feed, column: Column, is_merged: bool) -> Field:
    """Where a column stands; one that the feed does not name has the same name, if it is there."""
    is_needed = column.required and column.missing is None
    is_optional = not is_needed or (is_merged and column.name not in table.key)
    form = feed.format
    own = Field(column.name, names=(column.name,), optional=is_optional, format=form)
    return feed.fields.get(column.name, own)


def _marks(
    fields: Mapping[str, Field],
    written: tuple[str, ...],
    feed: Feed,
    typed: Mapping[int, str],
    joined: Collection[str],
) -> dict[str, str]:
    """SQL by column that says of a row whether its value was no text in the origin."""
    marks = {}
    for name, field in fields.items():
        found = [
            (place, _mark_at(one, written, feed, typed, joined))
            for one in field.names
            if (place := _place(one, written, feed))
        ]
        marks[name] = mark_of(found, field.format)
    return marks


def _mark_at(
    name: str,
    written: tuple[str, ...],
    feed: Feed,
    typed: Mapping[int, str],
    joined: Collection[str],
) -> str:
    join, _, rest = name.partition(".")
    if rest and join in feed.joins:
        among = [one.removeprefix(f"{join}.") for one in joined if one.startswith(f"{join}.")]
        return NEVER if find_column(rest, among) is None else ALWAYS
    place = find_column(name, written)
    return NEVER if place is None else mark_at(place, typed)


def _text(
    field: Field, column: Column, written: tuple[str, ...], feed: Feed, only_spaces: bool
) -> str | None:
    """SQL for the bare text of a field, or None where the files have no such column."""
    if field.value is not None:
        return literal(field.value)
    if field.file is not None:
        return f"nullif(regexp_extract(f.name, {literal(field.file)}, 1), '')"
    found = [place for name in field.names if (place := _place(name, written, feed))]
    if not found:
        return None
    bare = [
        bare_text(place, kind=column.type, form=field.format, only_spaces=only_spaces)
        for place in found
    ]
    return bare[0] if len(bare) == 1 else f"coalesce({', '.join(bare)})"


def _place(name: str, written: tuple[str, ...], feed: Feed) -> str | None:
    join, _, rest = name.partition(".")
    if rest and join in feed.joins:
        return f"{quoted(f'joined_{join}')}.{quoted(standard_name(rest))}"
    position = find_column(name, written)
    return None if position is None else f"r.c{position}"


def _rules(
    shop: Shop,
    table: Table,
    fields: Mapping[str, Field],
    texts: Mapping[str, str | None],
    written: tuple[str, ...],
    others: tuple[str, ...],
) -> list[Rule]:
    """A lacking column first: it breaks every row; then the rules of each column."""
    # Where no column is found, the header may be a row, and its names values of people.
    is_header = any(text is not None and fields[name].names for name, text in texts.items())
    lacking = [
        _lacking(fields[name], written if is_header else (), others)
        for name, text in texts.items()
        if text is None and fields[name].names and not fields[name].optional
    ]
    # A merged dimension gets a column from one of its sources; the others need not have it.
    is_merged = shop.is_merged(table)
    present = [
        rule
        for name, column in table.read_columns.items()
        if name in table.key or texts[name] is not None or not is_merged
        for rule in rules_of(
            column, fields[name].format, of_rate=rules_of_rate(shop, table, column)
        )
    ]
    return [*lacking, *present]


def _lacking_mark(deleted: Deleted, written: tuple[str, ...], others: tuple[str, ...]) -> Rule:
    """What every row breaks of a file without the mark: it cannot say which rows are there."""
    return _not_fetched(deleted.names[0], deleted.names, others) or lacking_mark(deleted, written)


def _not_fetched(column: str, names: tuple[str, ...], others: tuple[str, ...]) -> Rule | None:
    """What rows break that were fetched before anybody asked for a column that is there."""
    if all(find_column(name, others) is None for name in names):
        return None
    return Rule(
        f"header:{column}",
        "TRUE",
        f"{' or '.join(names)} is there, but nobody asked for it when it was fetched.",
        "Run without --offline: what is declared now is fetched then.",
    )


def _lacking(field: Field, written: tuple[str, ...], others: tuple[str, ...]) -> Rule:
    return _not_fetched(field.column, field.names, others) or Rule(
        f"header:{field.column}",
        "TRUE",
        f"the file has no column {' or '.join(field.names)}."
        + did_you_mean(field.names[0], written),
        "Add the name it has now to the feed, or declare optional = true.",
    )


def _absent(fields: Mapping[str, Field], texts: Mapping[str, str | None]) -> tuple[str, ...]:
    return tuple(n for n, text in texts.items() if text is None and fields[n].names)


def _overflows(table: Table) -> list[Rule]:
    return [
        Rule(
            f"calculated:{name}",
            "",
            f"{name} is too large to be calculated",
            "Correct the numbers it is calculated from.",
        )
        for name, _ in calculated_columns(table)
    ]

"""The steps from landed rows to typed rows, as one SELECT of named CTEs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from alkasba.clean.calculated import calculated_columns
from alkasba.clean.converted import converted_sql
from alkasba.clean.names import find_column, standard_name
from alkasba.clean.outright import Outright
from alkasba.clean.rules import Rule, plain_of, raw_of, read_as, text_of
from alkasba.clean.texts import bare_text
from alkasba.clean.typed import is_typed, plainly
from alkasba.clean.types import plain_text, typed_literal, value_of
from alkasba.derive.formula import to_sql
from alkasba.derive.sql import quoted
from alkasba.model.expression import Call, Expression, names, walk
from alkasba.model.shop import Shop
from alkasba.model.source import Feed, Field, Format
from alkasba.model.table import Column, Table

DOUBTFUL = -1
"""What stands for the broken rule of a row that only care can judge."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What the steps are made from.

    `written` are the names of c0, c1, ...; `fields` and `texts` (SQL, None where the files have no
    such column) are by column, `mixed` is the SQL that tells of a row whether its value had a type,
    `deleted` the SQL that tells whether the origin marks it as deleted; None where it marks none.
    Of the columns in `outright` the text is taken as it was landed; where there are any, a row of
    which one is not sure, or that breaks a rule, becomes DOUBTFUL.
    """

    shop: Shop
    table: Table
    feed: Feed
    written: tuple[str, ...]
    fields: Mapping[str, Field]
    texts: Mapping[str, str | None]
    mixed: Mapping[str, str]
    rules: tuple[Rule, ...]
    deleted: str | None = None
    outright: Mapping[str, Outright] = field(default_factory=dict)

    def select(self, rows: str) -> str:
        """SELECT of _file, _row, _at, _broke, _deleted and the columns.

        `rows` are r beside its files f.
        """
        judged = self._doubted() if self.outright else self._judged()
        steps = [
            ("written", self._written(rows)),
            ("bare", self._bare()),
            ("plain", self._plain()),
            ("read", self._read()),
        ]
        if self.table.converted:
            steps.append(("converted", converted_sql(self.shop, self.table)))
        steps.append(("judged", f"SELECT *, {judged} AS _judged FROM {steps[-1][0]}"))
        ctes, last = [f"{name} AS ({sql})" for name, sql in steps], "judged"
        # Each calculated column adds a step, since the next may be calculated from it.
        for name, sql in calculated_columns(self.table):
            ctes.append(f"{quoted(name)} AS (SELECT *, {sql} AS {quoted(name)} FROM {last})")
            last = quoted(name)
        columns = ", ".join(quoted(name) for name in self.table.known_columns)
        return (
            f"WITH {', '.join(ctes)} "
            f"SELECT _file, _row, _at, {self._broke()} AS _broke, _deleted, {columns} FROM {last}"
        )

    def _written(self, rows: str) -> str:
        told = [
            f"{text or 'NULL::VARCHAR'} AS {raw_of(n) if n in self.outright else text_of(n)}"
            for n, text in self.texts.items()
        ]
        columns = ", ".join(
            [*told, *(f"{mark} AS {is_typed(n)}" for n, mark in self.mixed.items())]
        )
        joins = " ".join(self._join(name, join.on) for name, join in self.feed.joins.items())
        return (
            f"SELECT f.file_id AS _file, r.rowid - f.start AS _row, r.rowid AS _at, "
            f"{self.deleted or 'FALSE'} AS _deleted, {columns} "
            f"FROM {rows} ON f.position = r._file {joins}"
        )

    def _bare(self) -> str:
        """The bare texts of what is odd; DuckDB would tell them for every row if they stood deeper.

        It takes what stands twice within a CASE out of it.
        """
        odd = {name: one.odd for name, one in self.outright.items() if one.odd}
        found = [
            f"CASE WHEN {sign} THEN {raw_of(n)} END AS {text_of(n)}" for n, sign in odd.items()
        ]
        bare = [
            f"{bare_text(text_of(n), kind=self.table.columns[n].type, form=self.fields[n].format)} "
            f"AS {text_of(n)}"
            for n in odd
        ]
        if not odd:
            return "FROM written"
        return (
            f"SELECT * REPLACE ({', '.join(bare)}) FROM (SELECT *, {', '.join(found)} FROM written)"
        )

    def _join(self, name: str, on: Mapping[str, str]) -> str:
        joined = quoted(f"joined_{name}")
        conditions = []
        for here, there in on.items():
            position = find_column(here, self.written)
            text = "NULL" if position is None else key_text(f"r.c{position}")
            conditions.append(f"{text} = {joined}.{quoted(standard_name(there))}")
        return f"LEFT JOIN {joined} ON {' AND '.join(conditions)}"

    def _plain(self) -> str:
        def told(column: Column, field: Field) -> str:
            return plain_text(text_of(column.name), column, field)

        columns = [
            f"{self._by_row(column, told)} AS {plain_of(name)}"
            for name, column in self.table.read_columns.items()
            if name not in self.outright or self.outright[name].odd
        ]
        return f"SELECT {', '.join(['*', *columns])} FROM bare"

    def _read(self) -> str:
        columns = [
            f"{self._value_of(column)} AS {quoted(read_as(column))}"
            for column in self.table.read_columns.values()
        ]
        return f"SELECT {', '.join(['*', *columns])} FROM plain"

    def _value_of(self, column: Column) -> str:
        if column.name in self.outright:
            return self.outright[column.name].value
        return self._by_row(column, self._value)

    def _by_row(self, column: Column, told: Callable[[Column, Field], str]) -> str:
        """SQL that reads a column in one way where its value had a type, in another where not."""
        place = self.fields[column.name]
        if column.name not in self.mixed:
            return told(column, place)
        typed, text = told(column, plainly(place)), told(column, place)
        return f"CASE WHEN {is_typed(column.name)} THEN {typed} ELSE {text} END"

    def _value(self, column: Column, field: Field) -> str:
        value = value_of(plain_of(column.name), column, field.format, self.shop.calendar.timezone)
        # What several sources leave blank is filled once they are merged, else a filling would win.
        is_merged = self.shop.is_merged(self.table)
        if column.missing is None or column.refers is not None or is_merged or column.currency:
            return value
        filled = typed_literal(column.missing, column)
        return f"CASE WHEN {text_of(column.name)} IS NULL THEN {filled} ELSE {value} END"

    def _judged(self) -> str:
        branches = " ".join(
            f"WHEN {rule.condition} THEN {number}" for number, rule in enumerate(self.rules, 1)
        )
        return f"CASE {branches} ELSE 0 END" if self.rules else "0"

    def _doubted(self) -> str:
        held = [one.sure for one in self.outright.values()]
        held += [
            f"({rule.condition}) IS NOT TRUE"
            for rule in self.rules
            if rule.column not in self.outright
        ]
        return f"CASE WHEN {' AND '.join(held)} THEN 0 ELSE {DOUBTFUL} END"

    def _broke(self) -> str:
        """The rule broken first; the rules of calculated columns stand after all others."""
        branches = []
        calculated = [self.table.columns[name] for name, _ in calculated_columns(self.table)]
        for number, column in enumerate(calculated, start=len(self.rules) + 1):
            if column.formula is not None and _always_has_value(column):
                given = " AND ".join(_given(column.formula))
                condition = f"{quoted(column.name)} IS NULL" + (f" AND {given}" if given else "")
                broken = DOUBTFUL if self.outright else number
                branches.append(f"WHEN {condition} THEN {broken}")
        if not branches:
            return "_judged"
        return f"CASE WHEN _judged <> 0 OR _deleted THEN _judged {' '.join(branches)} ELSE 0 END"


def key_text(expression: str) -> str:
    """SQL for a text by which rows of two sources meet."""
    return bare_text(expression, kind="code", form=Format())


def _given(formula: Expression) -> list[str]:
    """What must be so for a formula to have a value: no column is blank, no divisor is zero."""
    filled = [f"{quoted(part.name)} IS NOT NULL" for part in names(formula)]
    divisors = [
        part.arguments[1]
        for part in walk(formula)
        if isinstance(part, Call) and part.function == "/"
    ]
    return filled + [f"TRY(({to_sql(one, lambda n: quoted(n.name))}) <> 0)" for one in divisors]


def _always_has_value(column: Column) -> bool:
    """Whether only blanks, a divisor of zero and overflow can make the formula empty."""
    plain = ("+", "-", "*", "/")
    return column.formula is not None and all(
        not isinstance(part, Call) or part.function in plain for part in walk(column.formula)
    )

"""A question to an index in files: found, counted and sorted by SQL."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from time import monotonic
from typing import Any

from alkasba.derive.search.body import MOST_VALUES, ranges
from alkasba.derive.search.words import folded, is_alike, slips_allowed
from alkasba.model.searching import Choice, Counted, Facet, Found, Hit, Lookup, Order, Span, Way
from alkasba.search.asking import too_slow
from alkasba.search.matching import as_written, expression
from alkasba.search.shape import Shape, Value, kept, quoted

MOST_ALIKE = 50
LOOKS_AT_CLOCK = 10_000
"""Steps of SQLite between two looks at the clock."""
FORMS, NOT_WRITTEN, WHOLE = 0.6, 0.7, 3.0
"""How much another form of a word counts, a hit that holds not all words, a whole name."""
Sql = tuple[str, list[Value]]


class Finder:
    """One question to one index; `db` is a connection of its own."""

    def __init__(self, db: sqlite3.Connection, shape: Shape, lookup: Lookup, way: Way) -> None:
        self.db, self.shape, self.lookup, self.way = db, shape, lookup, way
        self.values = shape.table("values")

    def find(self, seconds: float) -> Found:
        """What is found; raises StoreSlow."""
        with until(self.db, seconds):
            self.db.execute("PRAGMA temp_store = MEMORY")
            # All of an answer is of one moment, whatever is indexed meanwhile.
            self.db.execute("BEGIN")
            self._match()
            narrowed, chosen = self._narrowed(self.lookup.choices)
            (matched,) = self.db.execute("SELECT count(*) FROM temp.hits").fetchone()
            counted = f"SELECT count(*) FROM {self._rows()}{narrowed}"
            (total,) = self.db.execute(counted, chosen).fetchone()
            return Found(matched, total, tuple(self._hits()), self._facets())

    def _rows(self) -> str:
        return f"temp.hits AS h CROSS JOIN {self.values} AS v ON v.row = h.row"

    def _match(self) -> None:
        """Put each document that holds what is looked for, and how well, into a table."""
        self.db.execute("CREATE TABLE temp.hits (row INTEGER PRIMARY KEY, score REAL)")
        if not self.lookup.concepts:
            self.db.execute(f"INSERT INTO temp.hits SELECT row, 0 FROM {self.values}")
            return
        words = self.shape.table("words")
        told = expression(self.shape, self.lookup, self.way, self._alike)
        found = f"SELECT rowid, -bm25({words}, {self._weights()}) FROM {words}"
        self.db.execute(f"INSERT INTO temp.hits {found} WHERE {words} MATCH ?", [told])
        if self.lookup.is_ranked:
            self._rank(words)

    def _weights(self) -> str:
        pairs = ((weight, weight * FORMS) for weight in self.shape.weights.values())
        return ", ".join(str(one) for pair in pairs for one in pair) or "1"

    def _rank(self, words: str) -> None:
        """Put what holds the words as written above what holds others, a whole name on top."""
        there = f"SELECT rowid FROM {words} WHERE {words} MATCH ?"
        lower = f"UPDATE temp.hits SET score = score * {NOT_WRITTEN} WHERE row NOT IN ({there})"
        self.db.execute(lower, [as_written(self.shape, self.lookup)])
        if self.lookup.label is None or self.lookup.label.name not in self.shape.types:
            return
        label = quoted(f"sort:{self.lookup.label.name}")
        whole = f"SELECT row FROM {self.values} WHERE {label} = ?"
        raised = f"UPDATE temp.hits SET score = score * {WHOLE} WHERE row IN ({whole})"
        self.db.execute(raised, [folded(self.lookup.text.strip())])

    def _alike(self, word: str) -> list[str]:
        """Words of the index that are nearly this one."""
        slips = slips_allowed(word)
        if not slips:
            return []
        near = self.db.execute(
            f"SELECT word FROM {self.shape.table('vocabulary')} "
            "WHERE word >= ?1 AND word < ?2 AND length(word) BETWEEN ?3 AND ?4",
            [word[0], chr(ord(word[0]) + 1), len(word) - slips, len(word) + slips],
        )
        return [one for (one,) in near if one != word and is_alike(word, one)][:MOST_ALIKE]

    def _narrowed(self, choices: Sequence[Choice]) -> Sql:
        told = [self._chosen(choice) for choice in choices]
        where = " AND ".join(f"({sql})" for sql, _ in told)
        return (f" WHERE {where}" if where else ""), [one for _, some in told for one in some]

    def _chosen(self, choice: Choice) -> Sql:
        if choice.facet.field.name not in self.shape.types:
            return "FALSE", []
        column = f"v.{quoted(choice.facet.field.name)}"
        if not choice.spans:
            values: list[Value] = [*choice.values]
            return f"{column} IN ({', '.join('?' * len(values))})", values
        told = [self._span(choice.facet, span) for span in choice.spans]
        return " OR ".join(sql for sql, _ in told), [one for _, some in told for one in some]

    def _span(self, facet: Facet, span: Span) -> Sql:
        column = f"v.{quoted(facet.field.name)}"
        ends = [(">=", span.low), ("<", span.high)]
        told = [(f"{column} {sign} ?", self._end(facet, end)) for sign, end in ends if end]
        # What has no value lies in no span.
        where = [f"{column} IS NOT NULL", *(sql for sql, _ in told)]
        return f"({' AND '.join(where)})", [value for _, value in told]

    def _end(self, facet: Facet, end: str) -> Value:
        kind = self.shape.types[facet.field.name]
        if kind in ("day", "moment"):
            return end
        decimals = 0 if kind == "whole" else self.shape.decimals[facet.field.name]
        return kept("number", decimals, Decimal(end))

    def _hits(self) -> Iterator[Hit]:
        """A page of the hits; what their order is made of stands after the document."""
        order = self._order()
        where, values = self._narrowed(self.lookup.choices)
        if self.lookup.after is not None:
            after, more = _after(order, [*self.lookup.after])
            where, values = f"{where} {'AND' if where else 'WHERE'} {after}", [*values, *more]
        names = ", ".join(name for name, _ in order)
        ways = ", ".join(f"{n} {'DESC' if d else 'ASC'} NULLS LAST" for n, d in order)
        documents = quoted(self.shape.name)
        page = (
            f"SELECT h.row, h.score, {names} FROM {self._rows()}{where} "
            f"ORDER BY {ways} LIMIT ? OFFSET ?"
        )
        offset = 0 if self.lookup.after is not None else self.lookup.offset
        found = self.db.execute(page, [*values, self.lookup.limit, offset]).fetchall()
        for row, score, *place in found:
            name, text = self.db.execute(
                f"SELECT d.id, d.document FROM {self.values} AS v JOIN {documents} AS d "
                "ON d.id = v.id WHERE v.row = ?",
                [row],
            ).fetchone()
            ranked = score if self.lookup.is_ranked else None
            yield Hit(name, read_document(text), ranked, tuple(place))

    def _order(self) -> list[tuple[str, bool]]:
        """The columns that hits are sorted by, and whether the largest is first."""
        first = [("h.score", True)] if self.lookup.is_ranked else []
        if self.lookup.order is not None:
            first = [self._by(self.lookup.order)]
        return [*first, *((f"v.{quoted(one.name)}", False) for one in self.lookup.keys)]

    def _by(self, order: Order) -> tuple[str, bool]:
        is_there = order.field.name in self.shape.types
        return (f"v.{quoted(f'sort:{order.field.name}')}" if is_there else "NULL"), order.is_down

    def _facets(self) -> dict[str, tuple[Counted, ...]]:
        return {facet.name: tuple(self._counted(facet)) for facet in self.lookup.facets}

    def _counted(self, facet: Facet) -> Iterator[Counted]:
        if facet.field.name not in self.shape.types:
            return
        others = [one for one in self.lookup.choices if one.facet.name != facet.name]
        where, values = self._narrowed(others)
        column = f"v.{quoted(facet.field.name)}"
        match facet.kind:
            case "ranges":
                yield from self._ranges(facet, where, values)
            case "months":
                month = f"substr({column}, 1, 7)"
                yield from self._grouped(month, where, values, "1")
            case "flag":
                told = f"CASE {column} WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END"
                yield from self._grouped(told, where, values, "2 DESC, 1")
            case "values":
                has_label = facet.label is not None and facet.label.name in self.shape.types
                label = f"v.{quoted(facet.label.name)}" if has_label and facet.label else "''"
                yield from self._grouped(column, where, values, "2 DESC, 1", label)

    def _grouped(
        self, by: str, where: str, values: list[Value], order: str, label: str = "''"
    ) -> Iterator[Counted]:
        told = self.db.execute(
            f"SELECT {by}, count(*), min({label}) FROM {self._rows()}{where} "
            f"GROUP BY 1 HAVING {by} IS NOT NULL ORDER BY {order} LIMIT {MOST_VALUES}",
            values,
        )
        return (Counted(value, count, name or "") for value, count, name in told)

    def _ranges(self, facet: Facet, where: str, values: list[Value]) -> Iterator[Counted]:
        spans = [(key, self._span(facet, span)) for key, span in ranges(facet).items()]
        sums = ", ".join(f"count(CASE WHEN {sql} THEN 1 END)" for _, (sql, _) in spans)
        ends = [one for _, (_, some) in spans for one in some]
        told = self.db.execute(f"SELECT {sums} FROM {self._rows()}{where}", [*ends, *values])
        counts = zip((key for key, _ in spans), told.fetchone(), strict=True)
        return (Counted(key, count) for key, count in counts if count)


def _after(order: Sequence[tuple[str, bool]], place: list[Any]) -> Sql:
    """A condition: what comes after a place; what has no value comes last."""
    (name, is_down), value = order[0], place[0]
    rest, more = _after(order[1:], place[1:]) if order[1:] else ("FALSE", [])
    if value is None:
        return f"({name} IS NULL AND {rest})", more
    sign = "<" if is_down else ">"
    return f"({name} IS NULL OR {name} {sign} ? OR ({name} = ? AND {rest}))", [value, value, *more]


def read_document(text: str) -> dict[str, Any]:
    """A document with every digit of its numbers."""
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


@contextmanager
def until(db: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Stop what takes longer; raises StoreSlow."""
    end = monotonic() + seconds
    db.set_progress_handler(lambda: monotonic() > end, LOOKS_AT_CLOCK)
    try:
        yield
    except sqlite3.OperationalError:
        if monotonic() > end:
            raise too_slow(seconds) from None
        raise
    finally:
        db.set_progress_handler(None, 0)

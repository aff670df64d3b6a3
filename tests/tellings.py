"""Random shops whose measures are told four times over: `just tellings`; a short form is a test.

DuckDB (`ask`), PostgreSQL (the SQL that is told for it, asked by a role that may only read), the
web API, and the measures of the Power BI model in a DAX engine that others wrote must say the same.
"""

import argparse
import json
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from math import isclose
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from alkasba.derive.measures import expand
from alkasba.derive.names import find_place, name_of
from alkasba.derive.powerbi.levels import ONE_DAY
from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.names import COMPARED, field_of, key_of, over_time_name
from alkasba.derive.query import Question, ask_sql
from alkasba.derive.query.beside import is_beside
from alkasba.derive.query.postgres import postgres_sql
from alkasba.derive.values import to_json
from alkasba.errors import DeclarationError, NotExpressible
from alkasba.flows.answers import answer
from alkasba.flows.opening import OpenShop
from alkasba.flows.powerbi import check_powerbi
from alkasba.model.finding import ShopWrong
from alkasba.model.shop import Shop
from tests.dax_engine import Model
from tests.drawn_shop import CONDITIONS, ON_DAYS, Drawn, Kept, shops
from tests.served_shop import serving
from tests.services import PostgreSQL, Server
from tests.shop_builder import ShopFolder
from tests.stores.shared import PASSWORD, Shared, new_database

READERS_PASSWORD = "told-to-nobody-else"
MOST_GROUPS = 10
"""Groups of an answer that are asked of the DAX engine, which is Python."""
QUESTIONS = 8
NUMBERS = count()
Row = tuple[Any, ...]


@dataclass(slots=True)
class Tally:
    """What was compared, and what could not be, by its reason."""

    told: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        told = ", ".join(f"{n} {what}" for what, n in self.told.most_common())
        left = [f"  {n} not asked: {why}" for why, n in self.skipped.most_common()]
        return "\n".join([f"compared {told}", *left])


class NotSaid(Exception):
    """DAX has no such question; the reason is one of those that docs/why/power-bi.md tells."""


@dataclass(frozen=True, slots=True)
class Tellers:
    """One shop that was run once, and everybody who tells of it."""

    opened: OpenShop
    folder: ShopFolder
    reader: Any
    client: httpx.Client
    model: Model
    tally: Tally
    of_nothing: dict[str, Any] = field(default_factory=dict)

    def value_of_nothing(self, measure: str) -> Any:
        """What `ask` says of a measure where there are no rows."""
        if measure not in self.of_nothing:
            nothing = Question((measure,), where="calendar.year = 1999")
            ((self.of_nothing[measure],),) = answer(self.opened, nothing).rows
        return self.of_nothing[measure]

    @property
    def shop(self) -> Shop:
        return self.opened.shop

    def hold(self, question: Question, kept: Sequence[Kept]) -> None:
        """Fail where two tell otherwise."""
        try:
            ask_sql(self.shop, question)
        except DeclarationError:
            self._refused(question)
            return
        try:
            said = answer(self.opened, question).rows
        except NotExpressible:
            self.tally.skipped["a number of more than 38 digits"] += 1
            return
        self.tally.told["answers of ask"] += 1
        self._in_postgres(question, said)
        self._in_the_api(question, said)
        for place, measure in enumerate(question.measures):
            _Dax(self, question, kept, measure, place).hold(said)

    def _refused(self, question: Question) -> None:
        """What one refuses all do."""
        self.tally.skipped["a question that no teller takes"] += 1
        with pytest.raises(DeclarationError):
            postgres_sql(self.shop, question, "shop")
        assert self._asked(question).status_code in (404, 422), question

    def _in_postgres(self, question: Question, said: list[Row]) -> None:
        sql = postgres_sql(self.shop, question, "shop")
        told = self.reader.execute(sql).fetchall()
        assert len(told) == len(said), (question, said, told)
        # Texts are ordered by the database's own language.
        for one, other in zip(sorted(said, key=_order), sorted(told, key=_order), strict=True):
            assert all(map(_is_same, one, other)), (question, one, other)
        self.tally.told["rows of PostgreSQL"] += len(told)

    def _in_the_api(self, question: Question, said: list[Row]) -> None:
        told = self._asked(question)
        assert told.status_code == 200, (question, told.text)
        rows = json.loads(told.text, parse_float=Decimal)["rows"]
        expected = json.loads(to_json(said), parse_float=Decimal)
        assert [list(row.values()) for row in rows] == expected, question
        self.tally.told["rows of the API"] += len(rows)

    def _asked(self, question: Question) -> Any:
        words = {
            "measures": ",".join(question.measures),
            "by": ",".join(question.by),
            "where": question.where,
            "compare": question.compare,
            "as": "now" if question.as_now else "then",
        }
        asked = {name: word for name, word in words.items() if word}
        return self.client.get("/api/v1/ask", params=asked)


def _order(row: Row) -> list[str]:
    return [str(value) for value in row if not isinstance(value, float | Decimal)]


def _is_same(one: Any, other: Any) -> bool:
    """Decimals are equal to the last digit, doubles in all that a double knows."""
    if isinstance(one, float) or isinstance(other, float):
        return (
            one is not None
            and other is not None
            and isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
        )
    return bool(one == other)


@dataclass(frozen=True, slots=True)
class _Dax:
    """One measure of a question, asked of the DAX engine group by group."""

    tellers: Tellers
    question: Question
    kept: Sequence[Kept]
    measure: str
    place: int

    def hold(self, said: list[Row]) -> None:
        """Fail where the engine says otherwise than `ask` has said."""
        skipped = self.tellers.tally.skipped
        self.tellers.tally.told["measures of ask"] += 1
        try:
            self._check_said()
            filters, cuts = self._filters(), self._cuts()
        except NotSaid as reason:
            skipped[str(reason)] += 1
            return
        self.tellers.tally.told["measures in DAX"] += 1
        for row in self._some(said):
            try:
                cut = {name: [find(value)] for value, (name, find) in zip(row, cuts, strict=False)}
            except NotSaid as reason:
                skipped[str(reason)] += 1
                continue
            for name, value in self._named(row):
                self._hold(name, filters, cut, value)
        self._hold_nothing(filters, cuts, {row[:1] for row in said})

    def _check_said(self) -> None:
        """Raise NotSaid where Power BI means something else."""
        plan = expand(self.tellers.shop, (self.measure,), taken=set())
        if self.measure not in self.tellers.model.measures:
            raise NotSaid("a measure that check refuses for Power BI")
        if self.question.as_now:
            raise NotSaid("members as they are now; Power BI has each version")
        is_of_a_day = any(p.over_time and p.over_time.take in ONE_DAY for p in plan.parts.values())
        if is_of_a_day and any(one in CONDITIONS for one in self.kept):
            raise NotSaid("the day of a level that is filtered by what is counted")
        if self.question.compare and any(one in ON_DAYS for one in self.kept):
            raise NotSaid("days of the week beside those of an earlier period")

    def _filters(self) -> dict[str, list[Any]]:
        """What a page is filtered by; a value that is nowhere where nothing meets a condition."""
        found = {}
        for one in self.kept:
            table, column = self._field(one.term)
            values = [v for v in self._values(table, column) if one.meets(v)]
            found[f"{table}.{column}"] = values or [NOWHERE]
        return found

    def _field(self, term: str) -> tuple[str, str]:
        model = self.tellers.model
        facts = expand(model.shop, (self.measure,), taken=set()).tables
        try:
            found = field_of(model.shop, model.roles, facts, term)
        except NotExpressible:
            raise NotSaid("two facts that know a column by two names") from None
        return found.table, found.column

    def _values(self, table: str, column: str) -> list[Any]:
        return list(dict.fromkeys(self._column(table, column)))

    def _column(self, table: str, column: str) -> list[Any]:
        held = self.tellers.model.tables[table]
        place = held["columns"].index(column)
        return [row[place] for row in held["rows"]]

    def _cuts(self) -> list[tuple[str, Callable[[Any], Any]]]:
        """The columns that a picture is cut by, each with what finds the value of a group."""
        return [self._cut(term) for term in self.question.by]

    def _cut(self, term: str) -> tuple[str, Callable[[Any], Any]]:
        model = self.tellers.model
        fact = model.shop.tables[expand(model.shop, (self.measure,), taken=set()).tables[0]]
        place, (table, column) = find_place(model.shop, fact, name_of(term)), self._field(term)
        owner = None if place.is_calendar else model.shop.tables[place.table]
        if owner is None or place.column not in owner.references:
            return f"{table}.{column}", _held
        key = model.shop.tables[owner.references[place.column]].key[0]
        keys, labels, numbers = (
            self._column(table, name) for name in (key, column, key_of(model.roles, table).column)
        )
        # The member with the key 0 stands for all whom nobody knows.
        known = {k: label for k, label, n in zip(keys, labels, numbers, strict=True) if n}

        def labelled(value: Any) -> Any:
            if value not in known:
                raise NotSaid("a member that nobody knows; Power BI has one for all of them")
            return known[value]

        return f"{table}.{column}", labelled

    def _some(self, said: list[Row]) -> list[Row]:
        return said[:: max(1, len(said) // MOST_GROUPS)]

    def _named(self, row: Row) -> Iterator[tuple[str, Any]]:
        """The measures of the model that a row tells, each with its value."""
        kind, width = self.question.compare, len(self.question.by)
        values = row[width:]
        if kind is None:
            yield self.measure, values[self.place]
            return
        now, *earlier = values[3 * self.place : 3 * self.place + 3]
        yield self.measure, now
        for name, value in zip(COMPARED[kind], earlier, strict=True):
            told = over_time_name(self.measure, name)
            if told not in self.tellers.model.measures:
                self.tellers.tally.skipped["a measure that is not told over time"] += 1
            elif value is None and self._has_value_of_nothing():
                self.tellers.tally.skipped["a measure that has a value where nothing is"] += 1
            else:
                yield told, value

    def _hold(
        self, name: str, filters: dict[str, list[Any]], cut: dict[str, list[Any]], said: Any
    ) -> None:
        told = self.tellers.model.value(name, filters | cut, grouped=[*cut], selected=filters)
        is_of_rows = self._blank() == "zero"
        assert _agrees(told, said, is_of_rows=is_of_rows), (name, self.question, cut, told, said)
        self.tellers.tally.told["values of DAX"] += 1

    def _blank(self) -> str:
        """What a blank of a measure means; one told over time is as the measure itself."""
        model = self.tellers.model
        return Measures(model.shop, model.roles).tell(self.measure).blank

    def _has_value_of_nothing(self) -> bool:
        """Whether it is more than an empty sum where there are no rows, as `coalesce` makes it."""
        parts = expand(self.tellers.shop, (self.measure,), taken=set()).parts.values()
        value = self.tellers.value_of_nothing(self.measure)
        # Days, and what is told of all that is seen, are there without any rows of a group.
        return any(map(is_beside, parts)) or (value is not None and self._blank() != "zero")

    def _hold_nothing(
        self, filters: dict[str, list[Any]], cuts: Sequence[tuple[str, Any]], said: set[Row]
    ) -> None:
        """Where `ask` has no group a picture must have no value, or it would show one."""
        if len(cuts) != 1 or self._has_value_of_nothing():
            return
        ((name, find),) = cuts
        if find is not _held or name in filters:
            return
        groups = {_held(value) for (value,) in said}
        for value in [v for v in self._values(*name.split(".")) if v not in groups][:3]:
            self._hold(self.measure, filters, {name: [value]}, None)


NOWHERE = "\N{SNOWMAN} nowhere"


def _held(value: Any) -> Any:
    """A value of an answer as the engine holds it."""
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day of the model
    return float(value) if isinstance(value, Decimal) else value


def _agrees(told: Any, said: Any, *, is_of_rows: bool) -> bool:
    """A sum or a count of nothing is blank there and 0 here; nothing else is two things."""
    if told is None or said is None:
        return told is None and (said is None or (is_of_rows and said == 0))
    if isinstance(told, datetime):
        return told == _held(said)
    if isinstance(told, str):
        return bool(told == said)
    return isclose(float(told), float(said), rel_tol=1e-9, abs_tol=1e-6)


class Place:
    """A server of PostgreSQL in which each shop has a database for as long as it is asked."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.keeper, self.reader = Shared(server, "postgres"), f"teller_{next(NUMBERS)}"
        self.keeper.do(f"CREATE ROLE {self.reader} LOGIN PASSWORD '{READERS_PASSWORD}'")

    @contextmanager
    def tellers(self, write: Callable[[Path, str], ShopFolder], tally: Tally) -> Iterator[Tellers]:
        """The shop, run once, and everybody who tells of it."""
        shared = new_database(self.server)
        folder = self.folder / f"shop-{next(NUMBERS)}"
        shop = write(folder, shared.settings(f'reader = "{self.reader}"\n'))
        try:
            _leave_out(shop, tally)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(PASSWORD, self.server.password)
                shop.run()
            with self._asking(shop, shared) as asking:
                yield Tellers(shop.open(), shop, *asking, tally)
        finally:
            self.keeper.do(f"DROP DATABASE {shared.database}")
            shutil.rmtree(folder)

    @contextmanager
    def _asking(
        self, shop: ShopFolder, shared: Shared
    ) -> Iterator[tuple[Any, httpx.Client, Model]]:
        opened = shop.open()
        with (
            shared.connect(self.reader, READERS_PASSWORD, autocommit=True) as reader,
            serving(shop.folder) as address,
            httpx.Client(base_url=address, timeout=60) as client,
            duckdb.connect(str(opened.settings.warehouse_file), read_only=True) as db,
        ):
            yield reader, client, Model(said_in_dax(opened.shop), db)


def _leave_out(shop: ShopFolder, tally: Tally) -> None:
    """Take out of the shop's files the measures that `check` refuses for all."""
    try:
        shop.open()
    except ShopWrong as wrong:
        for one in wrong.findings:
            assert re.fullmatch(r"measures\.drawn\d+", one.key), wrong
            file, name = shop.folder / one.file, one.key.removeprefix("measures.")
            file.write_text(re.sub(rf"(?m)^{name} = .*\n", "", file.read_text()))
            tally.skipped["a measure that check refuses"] += 1


def said_in_dax(shop: Shop) -> Shop:
    """The shop without the measures that `check` refuses for Power BI; all else it must take."""
    try:
        check_powerbi(shop)
    except ShopWrong as wrong:
        found = [one.key for one in wrong.findings]
        assert all(key.startswith("measures.") for key in found), wrong
        refused = {key.removeprefix("measures.") for key in found}
        tables = {
            name: replace(
                table, measures={n: m for n, m in table.measures.items() if n not in refused}
            )
            for name, table in shop.tables.items()
        }
        shop = replace(shop, tables=tables)
        check_powerbi(shop)
    return shop


def hold(place: Place, drawn: Drawn, tally: Tally) -> None:
    """Fail where any question to the shop is answered in two ways."""
    with place.tellers(drawn.write, tally) as tellers:
        for question, kept in drawn.questions:
            tellers.hold(question, kept)
    tally.told["shops"] += 1


def tell(place: Place, *, examples: int, number: int | None) -> Tally:
    """Draw so many shops and hold each; `number` is the seed, and none the one of each run."""
    tally = Tally()

    @given(drawn=shops(QUESTIONS))
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=number is None,
        database=None,
        # A shop is a run: searching for a smaller one that differs would take minutes.
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def held(drawn: Drawn) -> None:
        hold(place, drawn, tally)

    if number is not None:
        held = seed(number)(held)
    held()
    return tally


def main(arguments: Sequence[str] | None = None) -> None:
    """Tell, print what was compared, and fail with the first shop that is told in two ways."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shops", type=int, default=200)
    parser.add_argument("--seed", type=int, help="the seed of a run that went wrong")
    asked = parser.parse_args(arguments)
    number = asked.seed if asked.seed is not None else int(time.time())
    print(f"seed {number}, {asked.shops} shops", flush=True)
    with tempfile.TemporaryDirectory(prefix="tellings-") as name, PostgreSQL() as server:
        print(tell(Place(server, Path(name)), examples=asked.shops, number=number))


if __name__ == "__main__":
    main()

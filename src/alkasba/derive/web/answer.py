"""The answer of a tile: rows, and under which names the members of its dimensions are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alkasba.derive.web.tile import View

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a tile shows. `labels` tells, by column, the names of keys; `earlier` the row of the
    period before, where it was asked for on its own."""

    view: View
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    is_cut: bool = False
    labels: Mapping[str, Mapping[object, str]] = field(default_factory=dict)
    earlier: Row | None = None

    @property
    def by(self) -> tuple[str, ...]:
        return self.view.question.by

    @property
    def measures(self) -> tuple[str, ...]:
        return self.view.question.measures

    @property
    def target(self) -> str:
        """The measure that is to be reached, which has the last column; empty where none is."""
        return self.view.target.measures[0] if self.view.target else ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show: no row, or one of blanks."""
        values = (value for row in self.rows for value in row[len(self.by) :])
        return all(value is None for value in values)

    def label(self, term: str, value: object) -> str | None:
        """What people read for a value of a column; None where it is blank."""
        if value is None:
            return None
        return self.labels.get(term, {}).get(value) or str(value)


@dataclass(frozen=True, slots=True)
class Compared:
    """A number, that of another period, and the change as a ratio."""

    value: object
    other: object = None
    change: float | None = None


def compared(shown: Shown) -> Compared:
    """The first number of a tile beside that of the other period."""
    row = shown.rows[0] if shown.rows else (None,)
    if shown.view.question.compare:
        return Compared(row[0], row[1], None if row[2] is None else float(str(row[2])))
    if shown.earlier is None:
        return Compared(row[0])
    return Compared(row[0], shown.earlier[0], change_of(row[0], shown.earlier[0]))


def reached(shown: Shown) -> Compared | None:
    """The first number of a tile beside what it is to reach; nothing where that is nothing.

    `change` is the part of it that is reached.
    """
    if not shown.target or not shown.rows or not shown.rows[0][-1]:
        return None
    value, target = shown.rows[0][0], shown.rows[0][-1]
    part = None if value is None else float(str(value)) / float(str(target))
    return Compared(value, target, part)


def change_of(now: object, then: object) -> float | None:
    """By which part of what was it has grown; nothing where it was nothing.

    >>> change_of(120, 100), change_of(5, 0), change_of(None, 3)
    (0.2, None, None)
    """
    if now is None or then is None:
        return None
    before = float(str(then))
    return (float(str(now)) - before) / before if before else None

"""Counts of the shelves as each warehouse wrote them down, with faults among them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from alkasba.example.period import MONTHS, Month
from alkasba.example.planted import Planted, euros
from alkasba.example.stock import Count
from alkasba.example.writing import compress, write_text

HEADER = "Counted on,Product,On hand,Cost"
WRONG = {
    "type:counted_on": 0,
    "required:product": 1,
    "type:on_hand": 2,
    "range:on_hand": 2,
    "required:on_hand": 2,
    "ragged": 3,
}
"""Kind of fault -> the field it stands in."""
TEXTS = {
    "type:counted_on": "2025-02-30",
    "required:product": "-",
    "type:on_hand": "many",
    "range:on_hand": "-3",
    "required:on_hand": "n/a",
    "ragged": "1.00,1.00",
}
COMPRESSED = "NTE"
"""The warehouse whose files are compressed."""


class StockFiles:
    """Writes the counts month by month and adds up what a correct load holds."""

    def __init__(self, folder: Path, chance: Random, planted: Planted) -> None:
        self.folder, self.chance, self.planted = folder / "stock", chance, planted
        self.counts = planted.feed("stock", "stock")
        self.value: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        self.units: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        self.rows = 0

    def write(self, month: Month, counted: list[Count]) -> None:
        """Write one file for each warehouse."""
        by_warehouse: dict[str, list[Count]] = defaultdict(list)
        for count in counted:
            by_warehouse[count.warehouse.code].append(count)
        for code, counts in sorted(by_warehouse.items()):
            path = self.folder / f"{code}-{month}.csv"
            lines = [HEADER, *self._lines(month, counts)]
            write_text(path, "\n".join(lines) + "\n")
            if code == COMPRESSED:
                compress(path)

    def _lines(self, month: Month, counts: list[Count]) -> Iterator[str]:
        # The last month stays whole, so that the last count can be compared to the cent.
        kinds = [] if month == MONTHS[-1] else list(WRONG)
        wrong = dict(zip(self.chance.sample(range(len(counts)), len(kinds)), kinds, strict=True))
        again = set(self.chance.sample(range(len(counts)), 3)) - set(wrong)
        recounted = []
        for place, count in enumerate(counts):
            if place in wrong:
                yield self._wrong_line(count, wrong[place])
                continue
            self._add(count)
            if place in again:
                yield _line(count, count.on_hand + 1)
                self.counts.records += 1
                self.counts.add("duplicates", "by key", 1)
                recounted.append(_line(count, count.on_hand))
            else:
                yield _line(count, count.on_hand)
        yield from recounted

    def _add(self, count: Count) -> None:
        self.rows += 1
        self.counts.records += 1
        code = count.warehouse.code
        self.value[code][count.day] += count.on_hand * count.cost_cents
        self.units[code][count.day] += count.on_hand

    def _wrong_line(self, count: Count, kind: str) -> str:
        fields = _line(count, count.on_hand).split(",")
        fields[WRONG[kind]] = TEXTS[kind]
        self.counts.records += 1
        self.counts.add("rejected", kind, 1)
        return ",".join(fields)

    def finish(self) -> None:
        """Tell the value and the pieces at the last count of each month and of the period."""
        by_month = {
            str(month): {
                "stock_value": euros(_last(self.value, month)),
                "stock_units": _last(self.units, month),
            }
            for month in MONTHS
        }
        last = {code: max(days).isoformat() for code, days in sorted(self.value.items())}
        self.planted.good["stock"] = {
            "rows": self.rows,
            **by_month[str(MONTHS[-1])],
            "last_counted_on": last,
            "by_month": by_month,
        }


def _line(count: Count, on_hand: int) -> str:
    return f"{count.day},{count.product.code},{on_hand},{euros(count.cost_cents)}"


def _last(levels: dict[str, dict[date, int]], month: Month) -> int:
    """The level at the last count of each warehouse in a month."""
    total = 0
    for days in levels.values():
        total += days[max(day for day in days if month.first <= day <= month.last)]
    return total

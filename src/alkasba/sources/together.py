"""Which keys rows of JSON have together; of rows with many keys, and of many kinds, some do."""

from collections import Counter

KINDS_AT_MOST = 1000
"""So many kinds of rows are told apart; those that come after them are not counted."""
KEYS_AT_MOST = 300
"""A row with more keys is no row of a table, but a list of what stands at each."""


class Together:
    """Counts the rows that have the same keys.

    >>> kinds = Together()
    >>> for row in ({"id": 1, "paid": 5}, {"paid": 7, "id": 2}, {"id": 3}, "no object"):
    ...     kinds.add(row)
    >>> sorted((sorted(keys), rows) for keys, rows in kinds.found)
    [(['id'], 1), (['id', 'paid'], 2)]
    """

    def __init__(self) -> None:
        self._kinds: Counter[tuple[str, ...]] = Counter()

    def add(self, row: object) -> None:
        """Count one row; what has no keys is none."""
        if not isinstance(row, dict) or len(row) > KEYS_AT_MOST:
            return
        kind = tuple(row)
        if kind in self._kinds or len(self._kinds) < KINDS_AT_MOST:
            self._kinds[kind] += 1

    @property
    def found(self) -> tuple[tuple[frozenset[str], int], ...]:
        """The keys of each kind of row, whatever their order, and how many rows are of it."""
        kinds: Counter[frozenset[str]] = Counter()
        for kind, rows in self._kinds.items():
            kinds[frozenset(kind)] += rows
        return tuple(kinds.items())

"""The named steps of a query, one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from alkasba.derive.measures import free_name
from alkasba.derive.sql import quoted


@dataclass(slots=True)
class Steps:
    """Collects the steps of a WITH, under names that nothing else has."""

    taken: set[str]
    told: dict[str, str] = field(default_factory=dict)

    def add(self, wanted: str, sql: str) -> str:
        """Add a step; returns its name in quotes."""
        name = free_name(wanted, {*self.taken, *self.told})
        self.told[name] = sql
        return quoted(name)

    def before(self, last: str) -> str:
        """The whole statement, with `last` as what it gives."""
        if not self.told:
            return last
        named = ", ".join(f"{quoted(name)} AS ({sql})" for name, sql in self.told.items())
        return f"WITH {named} {last}"


def select(columns: Iterable[str], source: str, where: Iterable[str] = ()) -> str:
    """A SELECT with the groups that its columns make."""
    conditions = " AND ".join(where)
    filtered = f" WHERE {conditions}" if conditions else ""
    return f"SELECT {', '.join(columns)} {source}{filtered} GROUP BY ALL"


def named(columns: dict[str, str]) -> list[str]:
    """SQL under the names it gets."""
    return [f"{sql} AS {quoted(name)}" for name, sql in columns.items()]

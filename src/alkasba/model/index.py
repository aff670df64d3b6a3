"""What an index of documents is to be: its fields, its languages, its name."""

import dataclasses
from dataclasses import dataclass
from typing import Any

from alkasba.model.table import Column


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `within` is the reference that leads to it, where it is another member's; a row of
    a fact tells of members of members, and `within` is then as long as `product.supplier`.

    `weight` tells how much a word in it says: 0 where no words are looked for. What `is_learnt` is
    no column of the table; of what `is_list` a document tells several values.
    """

    column: Column
    within: str = ""
    weight: int = 0
    is_learnt: bool = False
    is_list: bool = False

    @property
    def name(self) -> str:
        """As it is asked for: supplier.name."""
        return f"{self.within}.{self.column.name}" if self.within else self.column.name


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """What an index is to be. Its name changes with all that decides what it holds.

    `body` is what an engine is told to make it, `fields` are those of its documents.
    """

    alias: str
    name: str
    fields: tuple[Field, ...]
    languages: tuple[str, ...]
    body: dict[str, Any] = dataclasses.field(repr=False)

    def find(self, name: str) -> Field | None:
        """The field of that name, as it is asked for."""
        return next((one for one in self.fields if one.name == name), None)

    def field(self, name: str) -> Field:
        """The field of that name, which is there."""
        return next(one for one in self.fields if one.name == name)

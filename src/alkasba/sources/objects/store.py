"""What every store gives: a list of its objects, and their bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from alkasba.errors import SourceAway

CHUNK = 8 << 20


@dataclass(frozen=True, slots=True)
class Object:
    """A file elsewhere. `key` tells it from all others, `name` is what people read, as of a file.

    `mark` changes whenever its content may have; nothing where the store cannot tell. `path` is how
    the store itself calls it.
    """

    key: str
    name: str
    path: str
    mark: str = ""
    size: int | None = None


class Silent(SourceAway):
    """A store that does not answer; another try may do."""


class Store(Protocol):
    """Where objects lie. Raises Silent where it does not answer, SourceError if it refuses."""

    def list(self) -> list[Object]:
        """What its pattern finds now."""
        ...

    def read(self, one: Object) -> Iterator[bytes]:
        """The bytes of an object, some megabytes at a time."""
        ...

    def again(self, one: Object) -> Object:
        """The object as it is now; its mark may be written otherwise than in a list."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...

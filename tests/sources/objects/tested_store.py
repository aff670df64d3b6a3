"""A store of the tests, which does what real ones do on a bad day."""

from typing import Any

import fsspec
from fsspec.implementations.memory import MemoryFileSystem


class TestedStore(MemoryFileSystem):
    """Objects in memory; `trouble` is raised by the next listings, `on_open` is called by reads."""

    __test__ = False
    protocol = "tested"
    store: dict[str, Any] = {}  # noqa: RUF012 - as its parent has it, but its own
    pseudo_dirs = [""]  # noqa: RUF012
    trouble: list[BaseException] = []  # noqa: RUF012
    on_open: list[Any] = []  # noqa: RUF012
    opened: list[str] = []  # noqa: RUF012

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        return super()._strip_protocol(path.removeprefix("tested://"))

    def glob(self, path: str, **more: Any) -> Any:
        if self.trouble:
            raise self.trouble.pop(0)
        return super().glob(path, **more)

    def _open(self, path: str, mode: str = "rb", **more: Any) -> Any:
        if mode == "rb":
            self.opened.append(path)
            if self.on_open:
                content = super()._open(path, mode, **more).getvalue()
                self.on_open.pop(0)()
                return fsspec.implementations.memory.BytesIO(content)
        return super()._open(path, mode, **more)


fsspec.register_implementation("tested", TestedStore)

"""One API declared in a line, fetched from a server of this machine."""

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alkasba.errors import SettingsError
from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.model.source import Source
from alkasba.ports import OriginFile, Wanted
from alkasba.sources.api import ApiSource, Means
from alkasba.sources.api.options import Api, read_api
from alkasba.sources.extracts import Extracts
from alkasba.sources.files import chunks
from tests.origins.server import Origin


def declared(toml: str) -> tuple[Api, list[str]]:
    """What a declaration says, and the mistakes in it."""
    findings = Findings()
    entry = Entry(findings, "sources/orders.toml", "", tomllib.loads(toml))
    api = read_api(entry)
    entry.known += ["kind", "feeds", "about"]
    entry.finish()
    return api, [f"{one.key}: {one.what}" for one in findings.found]


@dataclass
class Elsewhere:
    """An API that is fetched; pauses are noted, never waited."""

    folder: Path
    origin: Origin
    toml: str
    secrets: dict[str, str] = field(default_factory=dict)
    pauses: list[float] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    now: datetime = datetime(2026, 11, 1, 8, tzinfo=UTC)
    passed: float = 0.0
    transport: Any = None
    query: str = ""
    compare: timedelta | None = None
    on_pause: Callable[[float], None] = lambda seconds: None

    @property
    def source(self) -> Source:
        api, wrong = declared(self.toml.replace("URL", self.origin.url))
        assert wrong == []
        if api.graphql:
            api = replace(api, graphql=replace(api.graphql, text=self.query))
        return Source("orders", "api", (), rows=api.rows, own=api, compare=self.compare)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.passed += seconds
        self.on_pause(seconds)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def fetch(self) -> list[dict[str, Any]]:
        """Fetch, and give the rows that are kept."""
        means = Means(
            self.pause, lambda: self.passed, lambda: self.now, lambda: 0.5, self.transport
        )
        wanted = Wanted(self.source, ("",), self.extracts.folder)
        ApiSource(means).fetch([wanted], secret=self.secret, tell=self.tell)
        return self.rows()

    def secret(self, name: str) -> str:
        if name not in self.secrets:
            raise SettingsError(f"the secret {name} is nowhere.")
        return self.secrets[name]

    def tell(self, event: str, **figures: Any) -> None:
        assert event == "origin.fetched"
        self.told.append(figures)

    @property
    def extracts(self) -> Extracts:
        return Extracts(self.folder / "build/extracts/orders")

    def parts(self) -> list[tuple[str, int]]:
        """Fingerprint and count of what is kept."""
        return [(part.fingerprint, part.records) for part in self.extracts.parts()]

    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.texts()]

    def texts(self) -> list[str]:
        """The rows that are kept, as they are written."""
        paths = [self.extracts.folder / part.file for part in self.extracts.parts()]
        texts = [b"".join(chunks(OriginFile(p.name, p, "", 0))).decode() for p in paths]
        return [line for text in texts for line in text.splitlines()]

    def ids(self) -> list[int]:
        return [row["id"] for row in self.fetch()]


Make = Callable[..., Elsewhere]


def numbered(count: int) -> list[dict[str, Any]]:
    """Rows that are told apart by id."""
    return [{"id": number, "name": f"row {number}"} for number in range(1, count + 1)]

"""Rows from an API: fetched page by page into files of our own, then read like any JSON."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from duckdb import DuckDBPyConnection

from alkasba.model.entry import Entry
from alkasba.model.source import Source as SourceDeclaration
from alkasba.ports import Landing, OriginFile, Row, Secret, Wanted
from alkasba.report import Tell
from alkasba.sources.api.asked import Asked
from alkasba.sources.api.fetch import Fetch
from alkasba.sources.api.keeping import Kept
from alkasba.sources.api.options import Api, read_api
from alkasba.sources.api.request import Asker, Means
from alkasba.sources.api.since import asked_since
from alkasba.sources.api.work import Work
from alkasba.sources.extracts import Extracts, Fetched, list_extracts
from alkasba.sources.json import JsonSource

__all__ = ["ApiSource", "Means"]

WORK, ASKED = "state/work", "state/asked.json"


class ApiSource:
    """What an API answers."""

    def __init__(self, means: Means | None = None) -> None:
        self.means = means or Means()

    def options(self, entry: Entry) -> Api:
        """Where it is, how it pages, who asks, and what is asked for."""
        return read_api(entry)

    def list_files(self, source: SourceDeclaration, folder: Path) -> list[OriginFile]:
        """What was fetched."""
        api = api_of(source)
        is_whole = api.since is None and api.keep == "now"
        return list_extracts(source, folder, is_whole=is_whole)

    def land(
        self,
        source: SourceDeclaration,
        files: Sequence[OriginFile],
        workbench: DuckDBPyConnection,
        *,
        rows: str,
        names: Sequence[str],
        scratch: Path,
        optional: Collection[str] = (),
    ) -> Iterator[Landing]:
        """Land what was fetched, one row of an answer a line."""
        return JsonSource().land(
            _as_lines(source),
            files,
            workbench,
            rows=rows,
            names=names,
            scratch=scratch,
            optional=optional,
        )

    def head(
        self, source: SourceDeclaration, file: OriginFile, *, rows: str, names: Sequence[str]
    ) -> list[Row]:
        """The first rows of what was fetched."""
        return JsonSource().head(_as_lines(source), file, rows=rows, names=names)

    def fetch(self, wanted: Sequence[Wanted], *, secret: Secret, tell: Tell) -> None:
        """Ask each API for what it holds now; nothing is kept before all have answered."""
        # Made first: a folder made on the way to another one would be open to everybody.
        works = [Work(Extracts(one.folder).path(WORK)) for one in wanted]
        try:
            fetched = [
                self._fetched(one, work, secret, tell)
                for one, work in zip(wanted, works, strict=True)
            ]
            for one, work, (asked, parts) in zip(wanted, works, fetched, strict=True):
                if parts:
                    Extracts(one.folder).keep(parts)
                asked.write(one.folder / ASKED)
                work.discard()
        finally:
            for work in works:
                work.close()

    def _fetched(
        self, wanted: Wanted, work: Work, secret: Secret, tell: Tell
    ) -> tuple[Asked, list[Fetched]]:
        """What was asked, and the files that are to be kept."""
        api, extracts = api_of(wanted.source), Extracts(wanted.folder)
        before = Asked.read(wanted.folder / ASKED)
        is_same = before.digest == _digest(api) and bool(extracts.parts())
        is_later = is_same and api.since and not _is_to_compare(wanted, self.means.now())
        until = extracts.until("") if is_later else ""
        since = asked_since(api.since, until, wanted.source.name)
        marks = before.marks if is_same and api.keep == "now" and not api.since else {}
        asker = Asker.of(wanted.source.name, api, secret, self.means)
        try:
            state = Fetch(asker, work, tell, f"{_digest(api)} {until}", since, marks).read()
        finally:
            asker.client.close()
        if state.is_unchanged:
            return before, []
        asked = Asked(_digest(api), state.marks if state.pages == 1 else {})
        kept = Kept(extracts, api, self.means.now())
        return asked, kept.later(work) if since else kept.all_of(work)


def _as_lines(source: SourceDeclaration) -> SourceDeclaration:
    """The source of what was fetched."""
    return replace(source, rows="", encoding="utf-8")


def api_of(source: SourceDeclaration) -> Api:
    """What a source says of its API."""
    if not isinstance(source.own, Api):
        raise TypeError(f"{source.name} is no API")
    return source.own


def _is_to_compare(wanted: Wanted, now: datetime) -> bool:
    """Whether it is time to ask for all rows, since those that were deleted are not told."""
    every, compared = wanted.source.compare, Extracts(wanted.folder).compared("")
    return every is not None and bool(compared) and now - datetime.fromisoformat(compared) >= every


def _digest(api: Api) -> str:
    """Changes with all that decides which rows come, and how they are kept."""
    told = (api.url, api.rows, api.parameters, api.since, api.key, api.keep, api.leave_out)
    query = (api.graphql, api.pages.by, api.pages.first)
    return blake2b(repr((told, query)).encode(), digest_size=16).hexdigest()

"""What becomes of the rows of a fetch: files of the extracts, and which of the old ones go."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path

from zstandard import ZstdCompressor

from alkasba.ports import OriginFile
from alkasba.sources.api.options import Api
from alkasba.sources.api.rows import key_of
from alkasba.sources.api.work import Work, digest_of
from alkasba.sources.documents import DECODER
from alkasba.sources.extracts import Extracts, Fetched, Part
from alkasba.sources.extracts import digest_of as digest_of_file
from alkasba.sources.files import chunks

ROWS_A_PART = 20_000
"""Of rows that accumulate: a changed row costs no more than so many read again."""
FETCHED_ON = "_fetched_on"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a source's rows are kept, and when they were fetched."""

    extracts: Extracts
    api: Api
    now: datetime

    def all_of(self, work: Work) -> list[Fetched]:
        """The rows in place of all that was kept."""
        if self.api.keep == "days":
            return self._of_today(work)
        if self.api.since is None:
            return [self._write(work.texts(), 0, work.state.until)]
        parts = [self._write(texts, i, work.state.until) for i, texts in _parted(work.texts())]
        first = parts[0] if parts else self._write([], 0, "")
        return [first, *(_added(part) for part in parts[1:])]

    def later(self, work: Work) -> list[Fetched]:
        """Rows that are new or have changed; what is kept already does not change."""
        again = [part for old in self.extracts.of("") for part in self._without(old, work)]
        until = work.state.until
        new = [_added(self._write(texts, i, until)) for i, texts in _parted(work.texts())]
        return [*again, *new]

    def _of_today(self, work: Work) -> list[Fetched]:
        """The rows of a day beside those of other days."""
        day = self.now.date().isoformat()
        today = [part for part in self.extracts.of("") if part.fetched_at.startswith(day)]
        new = self._write((_with_day(text, day) for text in work.texts()), 0, "")
        if digest_of_file(new.path) in {part.fingerprint for part in today}:
            new.path.unlink()
            return []
        return [_added(new, *(part.file for part in today))]

    def _without(self, old: Part, work: Work) -> Iterator[Fetched]:
        """A part that is kept without the rows that came again and are other ones now."""
        path = self.extracts.folder / old.file
        known, gone = [], set()
        for number, text in enumerate(_lines(path)):
            key = key_of(DECODER.decode(text), self.api.key)
            found = work.digest(key) if key else None
            if key and found == digest_of(text):
                known.append(key)
            elif found:
                gone.add(number)
        work.drop(known)
        if gone:
            left = (text for number, text in enumerate(_lines(path)) if number not in gone)
            moment = datetime.fromisoformat(old.fetched_at)
            yield _added(self._write(left, 0, old.until, moment), old.file)

    def _write(
        self, texts: Iterable[str], number: int, until: str, moment: datetime | None = None
    ) -> Fetched:
        fetched_at = (moment or self.now) + timedelta(microseconds=number)
        path = self._free_path(fetched_at)
        records = 0
        with path.open("wb") as raw, ZstdCompressor().stream_writer(raw) as file:
            for text in texts:
                file.write(text.encode("utf-8", "surrogatepass") + b"\n")
                records += 1
        return Fetched("", path, records, fetched_at.isoformat(timespec="microseconds"), until)

    def _free_path(self, moment: datetime) -> Path:
        stem = moment.strftime("%Y%m%dT%H%M%S")
        paths = (self.extracts.path(f"{stem}-{number}.jsonl.zst") for number in count(1))
        return next(path for path in paths if not path.exists())


def _added(fetched: Fetched, *replaced: str) -> Fetched:
    return Fetched(
        fetched.rows,
        fetched.path,
        fetched.records,
        fetched.fetched_at,
        fetched.until,
        is_whole=False,
        replaces=replaced,
    )


def _parted(texts: Iterator[str]) -> Iterator[tuple[int, Iterator[str]]]:
    """The rows in parts of bounded size; each is used up before the next."""
    for number in count():
        first = next(texts, None)
        if first is None:
            return
        yield number, _chained(first, islice(texts, ROWS_A_PART - 1))


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _with_day(text: str, day: str) -> str:
    more = "" if text == "{}" else ","
    return f"{text[:-1]}{more}{json.dumps(FETCHED_ON)}:{json.dumps(day)}}}"


def _lines(path: Path) -> Iterator[str]:
    """The rows of a kept file."""
    rest = b""
    for chunk in chunks(OriginFile(path.name, path, "", 0)):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "surrogatepass")

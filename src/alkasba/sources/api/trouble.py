"""What can be wrong with an answer: what passes by itself, and what somebody has to repair."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from alkasba.errors import SourceChanged, SourceError


@dataclass(frozen=True, slots=True)
class Place:
    """What is being asked, for people: never with what follows the path of an address."""

    source: str
    address: str
    secrets: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"sources/{self.source}.toml, {self.address}" if self.source else self.address


class AskAgain(Exception):
    """An answer that may be better the next time; `wait` is how long the origin said to wait."""

    def __init__(self, what: str, wait: float | None = None, *, is_limit: bool = False) -> None:
        self.what, self.wait, self.is_limit = what, wait, is_limit
        super().__init__(what)


class Absent(SourceError):
    """Nothing is at the address that an origin was asked at."""


class NotAllowed(SourceError):
    """An origin does not answer who asks."""


class ReadAgain(Exception):
    """What was read so far does not fit together; all of it is to be read anew."""


BUSY = {408, 425, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524, 529, 530}
MOVED = {301, 302, 303, 307, 308}


def judge_status(answer: httpx.Response, place: Place, now: datetime) -> None:
    """Raise what an answer that is no success means."""
    code = answer.status_code
    if code == 429:
        raise AskAgain("it asks for fewer requests (429)", _wait(answer, now), is_limit=True)
    if code in BUSY or code > 500:
        raise AskAgain(f"it answers with {code}", _wait(answer, now))
    if code >= 400:
        raise _refused(code, place)
    if not 200 <= code < 300 and code != 304:
        raise SourceError(
            f"it answers with {code}, which says nothing here.",
            where=str(place),
            next_step="Check the url.",
        )


def _refused(code: int, place: Place) -> SourceError:
    if code in (401, 403):
        named = " and ".join(place.secrets)
        held = f"Check the secret {named}: its value, its rights, and whether it has run out."
        return NotAllowed(
            f"it refuses to answer ({code}): who asks may not, or is not known.",
            where=str(place),
            next_step=held if named else "It wants to know who asks: say auth in the declaration.",
        )
    if code in (404, 410):
        return Absent(
            f"there is nothing at this address ({code}).",
            where=str(place),
            next_step="Check the url, and the version in it.",
        )
    kind = Absent if code in (400, 416, 422) else SourceError
    return kind(
        f"it does not understand what is asked ({code}).",
        where=str(place),
        next_step="Check the url, the parameters and the names in pages.",
    )


def _wait(answer: httpx.Response, now: datetime) -> float | None:
    """What Retry-After says: seconds, or a date."""
    told = answer.headers.get("retry-after", "").strip()
    if not told:
        return None
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - now).total_seconds())


def words_of(error: httpx.HTTPError) -> str:
    """What happened on the way, without any text of the library: it may hold an address."""
    if isinstance(error, httpx.TimeoutException):
        return "it does not answer in time"
    if isinstance(error, httpx.ConnectError):
        return "no connection can be made"
    if isinstance(error, httpx.DecodingError):
        return "its answer was damaged on the way"
    if isinstance(error, httpx.ProxyError):
        return "the proxy does not let it through"
    return "the connection was cut"


def is_untrusted(error: httpx.HTTPError) -> bool:
    """Whether the certificate was the trouble, which no second try repairs."""
    return "CERTIFICATE_VERIFY_FAILED" in str(error)


def changed(what: str, place: Place, next_step: str) -> SourceChanged:
    """The origin answers in another shape than declared."""
    return SourceChanged(what, where=str(place), next_step=next_step)


def redacted(text: str, values: Sequence[str]) -> str:
    """A text of the origin without any secret, and short."""
    for value in filter(None, values):
        text = text.replace(value, "***")
    return " ".join(text.split())[:200]

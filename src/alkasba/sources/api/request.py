"""Asks an API for one page, again where that may help, and never tells a secret to others."""

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

from alkasba.errors import SourceAway, SourceChanged, SourceError
from alkasba.ports import Secret
from alkasba.sources.api.auth import Badge
from alkasba.sources.api.limits import Pace, Patience
from alkasba.sources.api.options import Api
from alkasba.sources.api.paging import origin_of
from alkasba.sources.api.trouble import (
    MOVED,
    AskAgain,
    Place,
    is_untrusted,
    judge_status,
    words_of,
)

HEADERS = {"Accept": "application/json", "User-Agent": "alkasba"}
REDIRECTS = 5
ANSWER_AT_MOST = 256 << 20
CHUNK = 1 << 20
T = TypeVar("T")
Read = Callable[[httpx.Response, Place], T]


@dataclass(frozen=True, slots=True)
class Means:
    """Clock, chance and the wire, given from outside so that a test neither sleeps nor guesses."""

    pause: Callable[[float], None] = time.sleep
    seconds: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    chance: Callable[[], float] = random.random
    transport: httpx.BaseTransport | None = None


@dataclass(slots=True)
class Asker:
    """One API that is being asked."""

    source: str
    api: Api
    secret: Secret = field(repr=False)
    means: Means
    client: httpx.Client
    pace: Pace
    badge: Badge | None
    is_patient: bool = True

    @staticmethod
    def of(
        source: str, api: Api, secret: Secret, means: Means, *, is_patient: bool = True
    ) -> "Asker":
        """An asker with a client of its own, to be closed."""
        # The library notes each address that it calls, and an address may hold a key.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        client = httpx.Client(
            headers=HEADERS,
            timeout=api.timeout,
            follow_redirects=False,
            transport=means.transport,
        )
        pace = Pace(api.per_second, means.pause, means.seconds)
        badge = Badge(api.auth, secret, means.seconds) if api.auth else None
        return Asker(source, api, secret, means, client, pace, badge, is_patient)

    def place(self, url: str, page: int) -> Place:
        """What is asked, for people: nothing of what follows the path."""
        parts = urlsplit(url)
        names = self.api.auth.secrets if self.api.auth else ()
        return Place(self.source, f"{parts.hostname}{parts.path}, page {page}", names)

    def ask(
        self,
        url: str,
        parameters: Mapping[str, str],
        read: Read[T],
        *,
        page: int = 1,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """What `read` makes of the answer; raises SourceAway when patience ends."""
        patience, place = Patience(self.means.chance), self.place(url, page)
        while True:
            self.pace.keep()
            try:
                answer = self._answer(url, parameters, place, body, headers or {})
                if answer.status_code == 401 and self.badge and self.badge.renew():
                    answer = self._answer(url, parameters, place, body, headers or {})
                judge_status(answer, place, self.means.now())
                return read(answer, place)
            except AskAgain as again:
                seconds = patience.wait(again.what, again.wait, is_limit=again.is_limit)
                if seconds is None or not self.is_patient:
                    raise _away(place, patience, again) from None
                self.means.pause(seconds)

    def _answer(
        self,
        url: str,
        parameters: Mapping[str, str],
        place: Place,
        body: object,
        headers: Mapping[str, str],
    ) -> httpx.Response:
        shown = self.badge.headers(self._post, place) if self.badge else {}
        asked = dict(parameters) | (self.badge.parameters() if self.badge else {})
        sent: dict[str, str] = {**self.api.headers, **headers, **shown}
        target, is_elsewhere = url, False
        for _ in range(REDIRECTS):
            address = target if is_elsewhere else _with(target, asked)
            answer = self._send(address, sent, place, body)
            moved = _moved_to(answer, address, place, is_post=body is not None)
            if moved is None:
                if is_elsewhere and self.badge and answer.status_code in (401, 403):
                    raise _moved_away(target, place)
                return answer
            target = moved
            # Another host is told nothing, and neither is the first one when it is sent back to.
            if is_elsewhere := is_elsewhere or origin_of(target) != origin_of(url):
                sent = {name: value for name, value in sent.items() if name.lower() == "accept"}
        raise SourceError(
            "it sends from one address to the next and on.",
            where=str(place),
            next_step="Check the url: with or without www, https, or a sign at its end.",
        )

    def _send(
        self, url: str, headers: Mapping[str, str], place: Place, body: object
    ) -> httpx.Response:
        """One answer, read as far as it is bearable."""
        method, content = ("GET", {}) if body is None else ("POST", {"json": body})
        try:
            with self.client.stream(method, url, headers=dict(headers), **content) as answer:  # type: ignore[arg-type]
                held = bytearray()
                for part in answer.iter_bytes(CHUNK):
                    held += part
                    if len(held) > ANSWER_AT_MOST:
                        raise _too_large(place)
                return _whole(answer, bytes(held))
        except httpx.InvalidURL:
            raise SourceError(
                "its address cannot be used.", where=str(place), next_step="Check the url."
            ) from None
        except httpx.HTTPError as error:
            if is_untrusted(error):
                raise _untrusted(place) from None
            raise AskAgain(words_of(error)) from None

    def _post(self, url: str, form: dict[str, str]) -> httpx.Response:
        try:
            return self.client.post(url, data=form)
        except httpx.HTTPError as error:
            raise AskAgain(f"at its token_url {words_of(error)}") from None


def _whole(answer: httpx.Response, content: bytes) -> httpx.Response:
    """The answer with its content, which was unpacked already."""
    told = {k: v for k, v in answer.headers.items() if k not in ("content-encoding",)}
    told.pop("content-length", None)
    told.pop("transfer-encoding", None)
    return httpx.Response(answer.status_code, headers=told, content=content, request=answer.request)


def _moved_to(answer: httpx.Response, url: str, place: Place, *, is_post: bool) -> str | None:
    """The address that an answer sends to."""
    if answer.status_code not in MOVED:
        return None
    target = urljoin(url, str(answer.headers.get("location", "")))
    if is_post or not target.startswith(("https://", "http://")):
        raise SourceChanged(
            f"it has moved ({answer.status_code}).",
            where=str(place),
            next_step="Correct the url: the address it sends to, or https in place of http.",
        )
    return target


def _with(url: str, parameters: Mapping[str, str]) -> str:
    """The address with these parameters, where there are any."""
    return str(httpx.URL(url).copy_merge_params(parameters)) if parameters else url


def _moved_away(url: str, place: Place) -> SourceChanged:
    return SourceChanged(
        f"it sends to another host, {urlsplit(url).hostname}, which is told no secret.",
        where=str(place),
        next_step="Where that host is right, write it into url.",
    )


def _away(place: Place, patience: Patience, again: AskAgain) -> SourceAway:
    said = f", and asks to wait {again.wait:.0f} seconds more" if again.wait else ""
    times = "once" if patience.tries == 1 else f"{patience.tries} times"
    return SourceAway(
        f"it was asked {times}: {again.what}{said}.",
        where=str(place),
        next_step="Run again later: what was fetched so far is kept, and what the warehouse holds.",
    )


def _untrusted(place: Place) -> SourceError:
    return SourceError(
        "its certificate cannot be trusted.",
        where=str(place),
        next_step="Check the url and the clock here; a certificate of your own: SSL_CERT_FILE.",
    )


def _too_large(place: Place) -> SourceError:
    return SourceError(
        f"one answer is larger than {ANSWER_AT_MOST >> 20} MB.",
        where=str(place),
        next_step="Ask for smaller pages: size in pages.",
    )

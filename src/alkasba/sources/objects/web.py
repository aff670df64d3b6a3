"""One file of a web server, by its address."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import httpx

from alkasba.errors import SourceError
from alkasba.sources.api.trouble import (
    AskAgain,
    NotAllowed,
    Place,
    is_untrusted,
    judge_status,
    words_of,
)
from alkasba.sources.objects.address import place_of, told
from alkasba.sources.objects.store import Object, Silent

CHUNK = 1 << 20
TIMEOUT = 30.0
OK = 200
HEADERS = {"User-Agent": "alkasba", "Accept": "*/*", "Accept-Encoding": "identity"}
MARKS = ("etag", "last-modified")


def _key(url: str) -> str:
    """What tells addresses apart, without what may be secret in them."""
    query = urlsplit(url).query
    digest = hashlib.sha256(query.encode()).hexdigest()[:8] if query else ""
    return f"{told(url)} {digest}".strip()


class WebStore:
    """A web server, which lists nothing: the address is the object.

    One answer gives mark and content, so that they cannot be of two versions; where the mark is
    known already, its content is not waited for.
    """

    def __init__(self, url: str, where: str) -> None:
        self._url, self._place = url, Place("", place_of(url, where))
        self._open = ExitStack()
        self._answer: httpx.Response | None = None

    def list(self) -> list[Object]:
        """The one object, where it is."""
        answer = self._answer = self._asked()
        path = urlsplit(self._url).path.strip("/")
        name = "/".join(unquote(path).split("/")[-2:]) or "index"
        mark = " ".join(answer.headers.get(header, "") for header in MARKS).strip()
        # An answer that is made anew each time may be marked weakly and be another one.
        mark = "" if mark.startswith("W/") else mark
        return [Object(_key(self._url), name, self._url, mark)]

    def read(self, one: Object) -> Iterator[bytes]:
        """The rest of the answer; asked anew where it was read already."""
        answer = self._answer or self._asked()
        self._answer = None
        with self._told():
            yield from answer.iter_bytes(CHUNK)

    def again(self, one: Object) -> Object:
        """As it was told with the content."""
        return one

    def close(self) -> None:
        """Let go of the connection."""
        self._open.close()

    def _asked(self) -> httpx.Response:
        self._open.close()
        # The library notes each address that it calls, and an address may hold a right to read.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        with self._told():
            client = self._open.enter_context(
                httpx.Client(headers=HEADERS, timeout=TIMEOUT, follow_redirects=True)
            )
            answer = self._open.enter_context(client.stream("GET", self._url))
            judge_status(answer, self._place, datetime.now(UTC))
        self._judge(answer)
        return answer

    def _judge(self, answer: httpx.Response) -> None:
        if answer.status_code != OK:
            raise SourceError(
                f"it answers with {answer.status_code}, which holds no file.",
                where=str(self._place),
                next_step="Check the address.",
            )
        is_page = "html" in answer.headers.get("content-type", "")
        if is_page and not urlsplit(self._url).path.lower().endswith((".html", ".htm")):
            raise SourceError(
                "it answers with a web page, not with a file.",
                where=str(self._place),
                next_step="Open the address in a browser: a login, a notice, or the wrong address?",
            )
        if self._url.lower().startswith("https:") and answer.url.scheme != "https":
            raise SourceError(
                "it sends on to http, where anyone on the way can change what it holds.",
                where=str(self._place),
                next_step="Name the address that it is to be read from.",
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except AskAgain as again:
            raise self._away(again.what) from None
        except NotAllowed as error:
            error.next_step = (
                "Put an address that holds the right to read into the environment, as a place: "
                "ALKASBA_PLACES__EXPORT; or declare it as an API with auth."
            )
            raise
        except httpx.InvalidURL:
            raise SourceError(
                "its address cannot be used.", where=str(self._place), next_step="Correct it."
            ) from None
        except httpx.HTTPError as error:
            if is_untrusted(error):
                raise SourceError(
                    "its certificate cannot be trusted.",
                    where=str(self._place),
                    next_step="Check the address and the clock here; a certificate of your own: "
                    "SSL_CERT_FILE.",
                ) from None
            raise self._away(words_of(error)) from None

    def _away(self, what: str) -> Silent:
        return Silent(
            f"{what}.",
            where=str(self._place),
            next_step="Run again when it is back. What was fetched before stays.",
        )

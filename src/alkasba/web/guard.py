"""Stands before every page: asks for the token, and tells the browser what a page may do."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from alkasba.web.problem import MEDIA_TYPE, problem
from alkasba.web.rights import Rights

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; object-src 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
LARGEST_BODY, LONGEST_LENGTH = 1_000_000, 12
EVENTS = ("POST", "/api/v1/recommendations/events")
"""The only request that the token of events opens, and that is refused without it."""
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Alkasba", charset="UTF-8"'}


class Guard:
    """Lets in who may, and puts the headers of safety on every answer."""

    def __init__(self, app: ASGIApp, rights: Rights) -> None:
        self.app, self.rights = app, rights

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(
            Headers(scope=scope), sends=(scope["method"], scope["path"]) == EVENTS
        )
        await (refusal or self.app)(scope, receive, send_safely)

    def _refusal(self, headers: Headers, *, sends: bool) -> Response | None:
        if not self.rights.knows_host(headers.get("host", "")):
            what, step = "this host is not served.", "Use the address that alkasba serve printed."
            text = problem(421, what, where="Host", next_step=step)
            return Response(text, 421, media_type=MEDIA_TYPE)
        may = self.rights.may_send_events if sends else self.rights.lets_in
        if not may(headers):
            what, step = "the token is missing or wrong.", "Send it as a bearer or as a password."
            text = problem(401, what, where="Authorization", next_step=step)
            return Response(text, 401, CHALLENGE, MEDIA_TYPE)
        return _of_body(headers)


def _of_body(headers: Headers) -> Response | None:
    """The refusal of a body that is larger than any question, or does not say how large it is."""
    said = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not said.isdecimal():
        status, what, where = 411, "the body does not say how long it is.", "Content-Length"
        step = "Send its length in bytes as Content-Length."
    elif len(said) > LONGEST_LENGTH or int(said) > LARGEST_BODY:
        status, what, where = 413, f"the body is longer than {LARGEST_BODY:,} bytes.", "body"
        step = "Send less at once; what is too much for one request goes into several."
    else:
        return None
    text = problem(status, what, where=where, next_step=step)
    return Response(text, status, {"Connection": "close"}, MEDIA_TYPE)

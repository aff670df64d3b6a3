"""A door of TLS before a search engine: it asks who comes, and passes on what they say."""

import base64
import http.client
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

USER, PASSWORD, KEY = "herbs", "s3same-pass", "id:s3same-key"
ALLOWED = {
    f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}",
    f"ApiKey {base64.b64encode(KEY.encode()).decode()}",
}


class Quiet(ThreadingHTTPServer):
    """A client that breaks off, as one does that trusts nobody, is no news."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def guarded(engine: str, spoken: ssl.SSLContext) -> Iterator[int]:
    """The port of a door before the engine at this address, as long as the block lasts."""
    place = urlsplit(engine)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Authorization") not in ALLOWED:
                self.told(401, b"{}")
                return
            line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
            kind = {"Content-Type": self.headers.get("Content-Type", "application/json")}
            line.request(self.command, self.path, body, kind)
            reply = line.getresponse()
            self.told(reply.status, reply.read())
            line.close()

        def told(self, status: int, text: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with Quiet(("127.0.0.1", 0), Door) as server:
        # The handshake is made by the thread of the request, so that a silent client holds up none.
        server.socket = spoken.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()

"""Looks at a server as its certificate is looked at, to say why it is not trusted."""

import socket
import ssl
from contextlib import suppress

from alkasba.trust import Mistrust, mistrust

SECONDS = 5.0


def look(server: str, context: ssl.SSLContext) -> Mistrust | None:
    """Why TLS with HOST:PORT fails; nothing where it does not, or nobody answers."""
    host, _, port = server.rpartition(":")
    host = host.strip("[]")
    try:
        # Who does not answer is away, and tells nothing of itself.
        with (
            socket.create_connection((host, int(port)), SECONDS) as line,
            context.wrap_socket(line, server_hostname=host) as spoken,
        ):
            spoken.settimeout(1)
            # Whether a client's own certificate is taken is told after the handshake.
            with suppress(TimeoutError):
                spoken.recv(1)
    except ssl.SSLError as error:
        return mistrust(error)
    except (OSError, ValueError):
        return None
    return None

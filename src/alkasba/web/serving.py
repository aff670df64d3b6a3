"""Opens the door: takes the address, and serves until it is told to stop."""

import errno
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread

import uvicorn

from alkasba.errors import SettingsError
from alkasba.flows.serving import Serving
from alkasba.web import vega
from alkasba.web.app import make_app
from alkasba.web.processes import keep_running
from alkasba.web.rights import Rights, is_loopback, read_rights

WAITING = 128
TRACE = "ALKASBA_TRACE"
TO_STOP = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """Ends quietly when it is told to stop, where uvicorn would raise the signal once more."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take a wish to stop, from the keyboard or another program, as long as this lasts."""
        before = {one: signal.signal(one, self.handle_exit) for one in TO_STOP}
        try:
            yield
        finally:
            for one, answer in before.items():
                signal.signal(one, answer)


def serve(
    folder: Path, *, host: str | None, port: int | None, tell: Callable[[str, str], None]
) -> None:
    """Serve the shop in `folder`; `tell` hears the address once it answers, and what is left open
    there though something is guarded."""
    serving = Serving(folder)
    settings = serving.settings
    host = settings["serve.host"] if host is None else host
    port = settings.whole("serve.port", at_least=0) if port is None else port
    rights = read_rights(settings, host)
    processes = settings.whole("serve.processes")
    with closing(listen(host, port)) as door:
        if processes == 1:
            answer(serving, rights, door, lambda: tell(address_of(door, host), rights.left_open()))
            return
        tell(address_of(door, host), rights.left_open())
        keep_running(lambda: answer(serving, rights, door), processes, to_stop=TO_STOP)


def answer(
    serving: Serving, rights: Rights, door: socket.socket, tell: Callable[[], None] = lambda: None
) -> None:
    """Answer whoever knocks, until told to stop; `tell` is called once somebody may."""
    # Nothing of a request is logged: an address may hold a value of a person.
    level = logging.ERROR if TRACE in os.environ else logging.CRITICAL
    config = uvicorn.Config(
        make_app(serving, rights),
        access_log=False,
        log_level=level,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    # It takes seconds to make; made now, it is there when the first page asks for it.
    Thread(target=vega.script, args=(serving.settings.build / "web",), daemon=True).start()
    tell()
    Server(config).run(sockets=[door])


def listen(host: str, port: int) -> socket.socket:
    """The door at an address; raises SettingsError where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host.strip("[]"), port))
    except (OSError, OverflowError) as error:
        door.close()
        raise _refused(host, port, error) from None
    door.listen(WAITING)
    return door


def _refused(host: str, port: int, error: OSError | OverflowError) -> SettingsError:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        what, step = f"port {port} is in use already.", "Choose another: --port 8421, or --port 0."
    elif isinstance(error, socket.gaierror) or number == errno.EADDRNOTAVAIL:
        what, step = f"{host} is no address of this machine.", "Serve at 127.0.0.1."
    else:
        what, step = f"port {port} cannot be had.", "Choose one from 1024 to 65535, or --port 0."
    return SettingsError(what, where="serve.port, serve.host", next_step=step)


def address_of(door: socket.socket, host: str) -> str:
    """What a browser is told."""
    port = door.getsockname()[1]
    name = "127.0.0.1" if is_loopback(host) and ":" not in host else host.strip("[]")
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"

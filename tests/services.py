"""Database servers for tests, without Docker: each on a free port, in a folder of its own."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE_SECONDS = 60
USER = "alkasba"
# PostgreSQL refuses to be run by root.
UNPRIVILEGED = "nobody"


class ServerMissing(Exception):
    """The server's programs are not on this machine."""


class Server:
    """A server that is there while the `with` lasts; `kill` and `start` it as often as you like.

    Its user and its password are made up for it alone.
    """

    name = ""
    programs: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.found = {program: self._find(program) for program in self.programs}
        self.password = secrets.token_hex(8)
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Server":
        self.folder = Path(tempfile.mkdtemp(prefix=f"alkasba-{self.name}-"))
        hand_over(self.folder)
        self.prepare()
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self.owner()
            )
        wait_until(self.answers, self.process, self.folder / "log")

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        if self.process is not None:
            self.process.send_signal(self.ending)
            self.process.wait(PATIENCE_SECONDS)
            self.process = None

    ending = signal.SIGKILL

    def prepare(self) -> None:
        """Lay out its folder."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """How it is started."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether it takes connections."""
        raise NotImplementedError

    def url(self, database: str) -> str:
        """What a declaration says."""
        return f"{self.name}://{USER}@127.0.0.1:{self.port}/{database}"

    def run(self, *command: str | Path, text: str = "") -> None:
        """Run one of its programs to its end."""
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, check=False, **self.owner()
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}")

    def owner(self) -> Mapping[str, Any]:
        """Options of subprocess by which it does not run as root."""
        if os.geteuid():
            return {"cwd": self.folder}
        user = pwd.getpwnam(UNPRIVILEGED)
        ids = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        return {"cwd": self.folder, "env": os.environ | {"HOME": str(self.folder)}, **ids}

    def _find(self, program: str) -> Path:
        """The newest of its kind; servers stand where the PATH of a user does not lead."""
        for place in self.places:
            if found := sorted(Path("/").glob(f"{place}/{program}")):
                return found[-1]
        if on_path := shutil.which(program):
            return Path(on_path)
        raise ServerMissing(f"{program} of {self.name} is not on this machine")


class PostgreSQL(Server):
    """PostgreSQL without a socket in the file system."""

    name = "postgresql"
    programs = ("initdb", "postgres", "pg_isready")
    places = ("usr/lib/postgresql/*/bin", "usr/local/pgsql/bin")
    # Immediate shutdown: its children end too, as after a crash.
    ending = signal.SIGQUIT

    def prepare(self) -> None:
        """Lay out its folder."""
        secret = self.folder / "password"
        secret.write_text(self.password)
        hand_over(secret)
        options = ("-U", USER, "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8")
        data = self.folder / "data"
        self.run(self.found["initdb"], "-D", data, *options, "--locale=C.UTF-8", "--no-sync")

    def command(self) -> list[str]:
        """How it is started."""
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "max_connections": "20",
        }
        said = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        data = str(self.folder / "data")
        return [str(self.found["postgres"]), "-D", data, "-p", str(self.port), *said]

    def answers(self) -> bool:
        """Whether it takes connections."""
        place = ("-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER)
        return subprocess.run([self.found["pg_isready"], *place], check=False).returncode == 0


class MariaDB(Server):
    """MariaDB, with nothing of the machine's own settings."""

    name = "mariadb"
    programs = ("mariadb-install-db", "mariadbd")
    places = ("usr/sbin", "usr/bin", "usr/local/mysql/bin")

    def prepare(self) -> None:
        """Lay out its folder."""
        ways = ("--auth-root-authentication-method=normal", "--skip-test-db", "--no-defaults")
        # --no-defaults must come first.
        self.run(
            self.found["mariadb-install-db"],
            *reversed(ways),
            f"--datadir={self.folder / 'data'}",
            "--skip-name-resolve",
        )
        grant = (
            f"CREATE USER '{USER}'@'127.0.0.1' IDENTIFIED BY '{self.password}';\n"
            f"GRANT ALL ON *.* TO '{USER}'@'127.0.0.1' WITH GRANT OPTION;\n"
        )
        (self.folder / "first.sql").write_text(grant)
        hand_over(self.folder / "first.sql")

    def command(self) -> list[str]:
        """How it is started; the user is made at the first start."""
        first = self.folder / "first.sql"
        started = [f"--init-file={first}"] if not (self.folder / "pid").exists() else []
        return [
            str(self.found["mariadbd"]),
            "--no-defaults",
            f"--datadir={self.folder / 'data'}",
            f"--socket={self.folder / 'socket'}",
            f"--pid-file={self.folder / 'pid'}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=2",
            "--innodb-buffer-pool-size=64M",
            "--character-set-server=utf8mb4",
            *started,
        ]

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                return bool(connection.recv(1))
        except OSError:
            return False


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def hand_over(path: Path) -> None:
    """Give a file or a folder to the user who runs the server."""
    if not os.geteuid():
        user = pwd.getpwnam(UNPRIVILEGED)
        os.chown(path, user.pw_uid, user.pw_gid)


def wait_until(answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for an answer of a process that was started."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not answers():
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            if time.monotonic() < deadline:
                continue
        raise RuntimeError(f"the server does not answer:\n{log.read_text()[-2000:]}")

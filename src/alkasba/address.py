"""Where a database is: its url, which names everything but the password."""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from alkasba.errors import did_you_mean

SCHEMES = {
    "postgresql": "postgresql",
    "postgres": "postgresql",
    "mysql": "mysql",
    "mariadb": "mysql",
    "mssql": "mssql",
    "sqlserver": "mssql",
    "sqlite": "sqlite",
}
"""How a url begins -> the dialect that is spoken there."""

OPTIONS = {
    "postgresql": ("sslmode", "sslrootcert", "sslcert", "sslkey"),
    "mysql": ("ssl_ca", "ssl_cert", "ssl_key"),
    "mssql": ("Encrypt", "TrustServerCertificate"),
    "sqlite": (),
}
CONNECT_SECONDS = 10
"""How long a host may take to answer."""
EXAMPLE = "postgresql://reader@db.example/erp or sqlite:data/erp.db"


@dataclass(frozen=True, slots=True)
class Address:
    """One database, and who asks there; `path` is the file of one that is a file."""

    dialect: str
    host: str = ""
    port: int | None = None
    user: str = ""
    database: str = ""
    path: str = ""
    options: tuple[tuple[str, str], ...] = field(default=())

    def __str__(self) -> str:
        """How people call it: without who asks."""
        if self.dialect == "sqlite":
            return self.path
        port = f":{self.port}" if self.port else ""
        return f"{self.dialect}://{self.host}{port}/{self.database}"


def read_address(url: str) -> Address:
    """The address of a url; raises ValueError with what to write where it is none.

    >>> read_address("postgresql://reader@db.example:5433/erp").database
    'erp'
    >>> read_address("sqlite:data/erp.db").path
    'data/erp.db'
    """
    scheme, colon, rest = url.partition(":")
    dialect = SCHEMES.get(scheme.lower())
    if not colon or dialect is None:
        near = did_you_mean(scheme, SCHEMES)
        raise ValueError(f"this is no database that can be read.{near} Write {EXAMPLE}.")
    if dialect == "sqlite":
        return _file(rest)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"host and port cannot be read. Write {EXAMPLE}.") from None
    _check(parts, dialect)
    return Address(
        dialect,
        host=parts.hostname or "",
        port=port,
        user=unquote(parts.username or ""),
        database=unquote(parts.path.strip("/")),
        options=tuple(parse_qsl(parts.query)),
    )


def without_password(url: str) -> tuple[str, str]:
    """The url without a password, wherever one stands in it, and the password.

    >>> without_password("postgresql://reader:a@b#c/d@db.example/erp")
    ('postgresql://reader@db.example/erp', 'a@b#c/d')
    """
    found = re.match(r"([\w+]+://[^:/@?]*):(.*)@([^@]*)$", url, re.DOTALL)
    bare, password = (f"{found[1]}@{found[3]}", unquote(found[2])) if found else (url, "")
    asked = re.search(r"[?&](password|passwd|pwd|pass)=([^&]*)", bare, re.IGNORECASE)
    if asked is None:
        return bare, password
    start, end = asked.span()
    rest = bare[end:]
    mark = "?" if asked[0][0] == "?" and rest else ""
    return bare[:start] + mark + (rest[1:] if mark else rest), password or unquote(asked[2])


def _file(rest: str) -> Address:
    # sqlite:data/erp.db, and sqlite:///data/erp.db as other programs write it.
    path = re.sub(r"^//(?=/)", "", rest)
    if not path.strip("/"):
        raise ValueError("say in which file it is: sqlite:data/erp.db.")
    return Address("sqlite", path=path)


def _check(parts: SplitResult, dialect: str) -> None:
    asked = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    if parts.password is not None or any(re.search("pass|pwd", name, re.I) for name in asked):
        raise ValueError(
            "a password does not belong into a file that others read. Take it out, write "
            'secret = "NAME", and give its value in the environment as NAME.'
        )
    if not parts.hostname:
        raise ValueError(f"say on which host it is. Write {EXAMPLE}.")
    if not parts.path.strip("/"):
        raise ValueError(f"say which database it is, behind the host. Write {EXAMPLE}.")
    for name in asked:
        if name not in (known := OPTIONS[dialect]):
            raise ValueError(
                f"'{name}' is no option of it.{did_you_mean(name, known)} "
                f"There are: {', '.join(known)}."
            )

"""How an API is told who asks: names of secrets, never their values."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from alkasba.model.entry import Entry

LOOPBACK = ("localhost", "127.0.0.1", "::1")

WAYS = {
    "bearer": ("secret",),
    "basic": ("secret",),
    "key": ("secret",),
    "client": ("secret", "token_url"),
}
"""Way to say who asks -> what it cannot do without."""


@dataclass(frozen=True, slots=True)
class Auth:
    """Who asks. `secret` and `user_secret` are names that the settings give values for."""

    by: str
    secret: str
    user: str = ""
    user_secret: str = ""
    header: str = ""
    parameter: str = ""
    token_url: str = ""
    client_id: str = ""
    scope: str = ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the secrets that it needs."""
        return tuple(name for name in (self.user_secret, self.secret) if name)


def read_auth(entry: Entry) -> Auth | None:
    """How to say who asks, or nothing."""
    part = entry.part("auth")
    if not part.data:
        return None
    auth = Auth(
        by=part.one_of("by", WAYS, default="bearer"),
        secret=part.text("secret"),
        user=part.text("user"),
        user_secret=part.text("user_secret"),
        header=part.text("header"),
        parameter=part.text("parameter"),
        token_url=part.text("token_url"),
        client_id=part.text("client_id"),
        scope=part.text("scope"),
    )
    part.finish()
    _check(part, auth)
    return auth


def _check(part: Entry, auth: Auth) -> None:
    for name in WAYS[auth.by]:
        if not getattr(auth, name):
            part.wrong(name, f"{auth.by} needs it.")
    if auth.by == "basic" and bool(auth.user) == bool(auth.user_secret):
        part.wrong("user", "give the user, or user_secret: the name of the secret that holds it.")
    if auth.by == "key" and bool(auth.header) == bool(auth.parameter):
        part.wrong("header", "say in which header or in which parameter the key goes.")
    if auth.by == "client" and bool(auth.client_id) == bool(auth.user_secret):
        part.wrong("client_id", "give it, or user_secret: the name of the secret that holds it.")
    place = urlsplit(auth.token_url)
    if auth.token_url and place.scheme != "https" and place.hostname not in LOOPBACK:
        part.wrong("token_url", "secrets are only sent to https.")

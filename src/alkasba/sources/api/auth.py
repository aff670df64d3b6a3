"""Tells an API who asks; the values of secrets stay in here and in the request."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from alkasba.errors import SettingsError, SourceError
from alkasba.ports import Secret
from alkasba.sources.api.options_auth import Auth
from alkasba.sources.api.trouble import AskAgain, Place

EARLY = 30.0
"""Seconds before its end at which a token is no longer used."""
Post = Callable[[str, dict[str, str]], httpx.Response]


@dataclass(slots=True)
class Badge:
    """What is shown with each request; a token that was given lasts for some time."""

    auth: Auth
    secret: Secret = field(repr=False)
    seconds: Callable[[], float]
    token: str = field(default="", repr=False)
    ends: float = 0.0

    @property
    def values(self) -> tuple[str, ...]:
        """Every value that may stand in no message."""
        return (*(self.secret(name) for name in self.auth.secrets), self.token)

    def headers(self, post: Post, place: Place) -> dict[str, str]:
        """The headers that say who asks."""
        auth = self.auth
        if auth.by == "bearer":
            return {"Authorization": f"Bearer {self._plain(auth.secret)}"}
        if auth.by == "basic":
            told = f"{self._user()}:{self.secret(auth.secret)}".encode()
            return {"Authorization": f"Basic {base64.b64encode(told).decode()}"}
        if auth.by == "client":
            return {"Authorization": f"Bearer {self._token(post, place)}"}
        return {auth.header: self._plain(auth.secret)} if auth.header else {}

    def parameters(self) -> dict[str, str]:
        """The parameters that say who asks."""
        if self.auth.by != "key" or not self.auth.parameter:
            return {}
        return {self.auth.parameter: self.secret(self.auth.secret)}

    def renew(self) -> bool:
        """Let go of the token; False where there is none to let go of."""
        had, self.token = bool(self.token), ""
        return had

    def _plain(self, name: str) -> str:
        """A secret that a header can hold."""
        value = self.secret(name).strip()
        if value.isascii() and value.isprintable():
            return value
        raise SettingsError(
            f"the secret {name} holds signs that no request can.",
            where="the environment",
            next_step="Copy it again, without line breaks.",
        )

    def _user(self) -> str:
        return self.auth.user or self.secret(self.auth.user_secret)

    def _token(self, post: Post, place: Place) -> str:
        if not self.token or self.seconds() > self.ends:
            self.token, lasts = self._new_token(post, place)
            self.ends = self.seconds() + lasts - EARLY
        return self.token

    def _new_token(self, post: Post, place: Place) -> tuple[str, float]:
        asked = {
            "grant_type": "client_credentials",
            "client_id": self.auth.client_id or self.secret(self.auth.user_secret),
            "client_secret": self.secret(self.auth.secret),
        }
        asked |= {"scope": self.auth.scope} if self.auth.scope else {}
        answer = post(self.auth.token_url, asked)
        if answer.status_code == 429 or answer.status_code >= 500:
            raise AskAgain(f"its token_url answers with {answer.status_code}")
        try:
            told = answer.json() if answer.status_code == 200 else {}
            return str(told["access_token"]), float(told.get("expires_in", 3600))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise SourceError(
                f"no token was given ({answer.status_code}).",
                where=f"sources/{place.source}.toml, auth.token_url",
                next_step=f"Check the secret {self.auth.secret}, the client and the scope.",
            ) from None

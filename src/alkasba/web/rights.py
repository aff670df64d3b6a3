"""Who may ask: anyone on this machine, or whoever knows the token; and by which host name."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from alkasba.errors import SettingsError
from alkasba.settings import Settings

SHORTEST = 16
"""Characters that a token has at least."""
LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Rights:
    """Without a token only names of this machine are answered: a page of another host that had
    its name lead here could else read the shop through the browser of who looks at it."""

    token: str = ""
    people_token: str = ""
    events_token: str = ""

    def may_send_events(self, headers: Mapping[str, str]) -> bool:
        """Whether a request may tell events: it tells their token, which opens nothing else, or one
        that opens more.

        Where events have a token they are asked for it, whatever else stands open.
        """
        if not self.events_token:
            return self.lets_in(headers)
        tokens = (self.events_token, self.token, self.people_token)
        return any(token and self._tells(headers, token) for token in tokens)

    def lets_in(self, headers: Mapping[str, str]) -> bool:
        """Whether a request tells a token, as a bearer or as the password of any user."""
        return not self.token or self._tells(headers, self.token) or self._may_see(headers)

    def may_see_people(self, headers: Mapping[str, str]) -> bool:
        """Whether a request may ask about a single person: it tells the token of those who may.

        Where no token is asked for at all, everyone on this machine may.
        """
        return self._may_see(headers) if self.people_token else not self.token

    def left_open(self) -> str:
        """What everyone on this machine may do though something is guarded; nothing where all or
        nothing is."""
        guarded = {"asking about a person": self.people_token, "sending events": self.events_token}
        named = " and ".join(name for name, token in guarded.items() if token)
        if self.token or not named:
            return ""
        return (
            f"Only {named} needs a token: everyone on this machine may see all else. To ask for "
            "one everywhere, name it as serve.secret."
        )

    def _may_see(self, headers: Mapping[str, str]) -> bool:
        return bool(self.people_token) and self._tells(headers, self.people_token)

    @staticmethod
    def _tells(headers: Mapping[str, str], token: str) -> bool:
        scheme, _, told = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            told = _password(told)
        elif scheme.lower() != "bearer":
            return False
        return hmac.compare_digest(told.strip().encode(), token.encode())

    def knows_host(self, host: str) -> bool:
        """Whether a request may name this host.

        >>> Rights().knows_host("localhost:8420"), Rights().knows_host("shop.example")
        (True, False)
        """
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return bool(self.token) or name.lower() in LOCAL or is_loopback(name)


def _password(told: str) -> str:
    try:
        return base64.b64decode(told, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def read_rights(settings: Settings, host: str) -> Rights:
    """The rights at an address; raises SettingsError where strangers could read the shop."""
    name, of_people = settings["serve.secret"], settings["serve.people_secret"]
    people_token = _token(settings, of_people) if of_people else ""
    of_events = settings["serve.events_secret"]
    events_token = _token(settings, of_events) if of_events else ""
    token = _token(settings, name) if name else ""
    if events_token and events_token in (token, people_token):
        raise settings.wrong(
            "serve.events_secret",
            "the token that sends events is one that opens more.",
            "Make one of its own: openssl rand -hex 24",
        )
    if not name:
        if is_loopback(host):
            return Rights(people_token=people_token, events_token=events_token)
        raise SettingsError(
            f"{host} can be reached from other machines, and nobody is asked who they are.",
            where="serve.host",
            next_step='Write the name of a secret: serve.secret = "SHOP_TOKEN", and set '
            "SHOP_TOKEN in the environment; or serve at 127.0.0.1.",
        )
    return Rights(token, people_token, events_token)


def _token(settings: Settings, name: str) -> str:
    """The token of that name; raises SettingsError where it is too short to be one."""
    token = settings.secret(name)
    if len(token) < SHORTEST:
        raise SettingsError(
            f"the token is shorter than {SHORTEST} characters.",
            where=name,
            next_step="Make a longer one: openssl rand -hex 24",
        )
    return token

"""Where Kafka is, and who calls: the words that its driver is given."""

import re
import ssl
from dataclasses import dataclass, field
from typing import Any

from alkasba.settings import Settings

PLACES = re.compile(r"(kafkas?)://(?:([^:/@,]+)@)?([^/@]+)/?", re.IGNORECASE)

PORT = re.compile(r":(\d+)$")

LOGINS = ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN")
"""How a password is shown."""
FILES = {
    "stream.authority": "ssl.ca.location",
    "stream.certificate": "ssl.certificate.location",
    "stream.key": "ssl.key.location",
}


@dataclass(frozen=True, slots=True)
class Broker:
    """A cluster. `words` are the driver's own, and hold the password.

    A reader that says nothing for so many `seconds` is taken for dead, and others read its part.
    """

    servers: str
    partitions: int
    replicas: int
    seconds: int
    words: dict[str, Any] = field(repr=False)
    trust: ssl.SSLContext | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return f"Kafka at {self.servers}"


def broker_of(settings: Settings) -> Broker:
    """What `[stream]` says of a cluster; raises SettingsError."""
    found = PLACES.fullmatch(settings["stream.url"])
    if found is None:
        raise settings.wrong(
            "stream.url",
            "this is no address of Kafka.",
            "Write kafka://HOST:9092, kafka://ONE:9092,TWO:9092, or kafkas://USER@HOST:9093 for "
            "TLS; the password is a secret, named beside it.",
        )
    scheme, user, servers = found.groups()
    words: dict[str, Any] = {"bootstrap.servers": servers, "client.id": "alkasba"}
    is_safe = scheme.lower() == "kafkas"
    words["security.protocol"] = ("SASL_" if user else "") + ("SSL" if is_safe else "PLAINTEXT")
    if user:
        words["sasl.mechanism"] = _login(settings)
        words["sasl.username"] = user
        words["sasl.password"] = settings.password("stream")
    for server in servers.split(","):
        _refuse_port(settings, server)
    if not is_safe:
        settings.refuse_trust("stream", "kafkas://HOST:9093")
    trust = settings.trust("stream") if is_safe else None
    if is_safe:
        for name, word in FILES.items():
            if settings[name]:
                words[word] = str(settings.path(name))
    partitions = settings.whole("stream.partitions")
    replicas, seconds = settings.whole("stream.replicas"), settings.whole("stream.seconds")
    return Broker(servers, partitions, replicas, seconds, words, trust)


def _refuse_port(settings: Settings, server: str) -> None:
    """A port that is none; the driver would only say that nobody answers."""
    port = PORT.search(server)
    if port is not None and not (port[1].isascii() and 0 < int(port[1]) < 65_536):
        raise settings.wrong(
            "stream.url", "a port is a number from 1 to 65535.", "Kafka's own is 9092."
        )


def _login(settings: Settings) -> str:
    """How the password is shown; the driver would only say that nobody answers."""
    if (login := settings["stream.login"].upper()) in LOGINS:
        return login
    raise settings.wrong(
        "stream.login", "no password is shown like this.", f"Write one of: {', '.join(LOGINS)}."
    )

"""Where a search engine is, and who calls."""

import base64
import binascii
from dataclasses import dataclass, field

import httpx

from alkasba.settings import Settings

CLOUD = "cloud:"
SECONDS = httpx.Timeout(60, connect=10)
"""An engine that is busy answers late; one that is away is known at once."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Elasticsearch or OpenSearch. `client` holds the password, and is never shown."""

    url: str
    client: httpx.Client = field(repr=False)

    def __str__(self) -> str:
        return f"the search engine at {self.url}"


def engine_of(settings: Settings) -> Engine:
    """What `[search]` says of an engine; raises SettingsError."""
    try:
        url = httpx.URL(_address(settings))
    except httpx.InvalidURL:
        raise _wrong(settings, "this is no address") from None
    if url.password or url.query or not url.host:
        raise _wrong(settings, "an address has neither password nor question mark")
    user, secret = url.username, settings["search.secret"]
    if url.port is not None and not 0 < url.port < 65_536:
        raise _wrong(settings, "a port is a number from 1 to 65535")
    plain = url.copy_with(username=None, password=None)
    headers, auth = {"Accept": "application/json"}, None
    if user:
        auth = httpx.BasicAuth(user, settings.password("search"))
    elif secret:
        headers["Authorization"] = f"ApiKey {_key(settings.secret(secret))}"
    # Only where TLS is spoken: its certificates are read from the disk each time.
    is_safe = plain.scheme == "https"
    if not is_safe:
        settings.refuse_trust("search", "https://HOST:9200")
    verify = settings.trust("search") if is_safe else True
    client = httpx.Client(
        base_url=plain, auth=auth, headers=headers, timeout=SECONDS, verify=verify
    )
    return Engine(str(plain).rstrip("/"), client)


def _address(settings: Settings) -> str:
    """The url, or what a cloud id stands for: cloud:ID, or cloud:USER@ID."""
    told = settings["search.url"]
    if not told.lower().startswith(CLOUD):
        return told
    user, at, coded = told[len(CLOUD) :].rpartition("@")
    url = cloud_url(coded)
    if url is None:
        raise settings.wrong(
            "search.url",
            "this is no cloud id.",
            "Copy it from the page of the deployment: cloud:NAME:LETTERS, with USER@ before the "
            "name where one logs in by password.",
        )
    return url.replace("https://", f"https://{user}{at}", 1)


def _key(secret: str) -> str:
    """An API key as the header takes it; ID:KEY is put into base 64, as the engine shows it is."""
    if ":" not in secret:
        return secret
    return base64.b64encode(secret.encode()).decode()


def cloud_url(told: str) -> str | None:
    """The address in a cloud id, NAME:BASE64; nothing where it is none.

    >>> cloud_url("shop:" + base64.b64encode(b"eu.example.org$abc$def").decode())
    'https://abc.eu.example.org'
    """
    _, _, coded = told.partition(":")
    try:
        host, node, *_ = base64.b64decode(coded, validate=True).decode().split("$")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    name, _, port = host.partition(":")
    return f"https://{node}.{name}" + (f":{port}" if port and port != "443" else "")


def _wrong(settings: Settings, what: str) -> Exception:
    next_step = "Write https://USER@HOST:9200; the password, or an API key, is a secret beside it."
    return settings.wrong("search.url", f"{what}.", next_step)

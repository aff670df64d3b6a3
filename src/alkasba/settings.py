"""Where things are: environment > alkasba.local.toml > alkasba.toml > default, with its origin."""

import os
import re
import ssl
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alkasba.address import Address, read_address, without_password
from alkasba.errors import SettingsError, did_you_mean
from alkasba.libpq import LONGEST_NAME
from alkasba.trust import NoCertificate, context_of

DEFAULTS = {
    "warehouse.url": "duckdb:build/warehouse.duckdb",
    "warehouse.memory": "",
    "warehouse.threads": "",
    "warehouse.secret": "",
    "warehouse.schema": "shop",
    "warehouse.reader": "",
    "privacy.key_file": "alkasba.key",
    "privacy.vault": "build/vault.sqlite",
    "powerbi.server": "",
    "powerbi.database": "",
    "powerbi.language": "en",
    "stream.url": "log:build/stream",
    "stream.prefix": "alkasba.",
    "stream.secret": "",
    "stream.login": "SCRAM-SHA-512",
    "stream.authority": "",
    "stream.certificate": "",
    "stream.key": "",
    "stream.partitions": "6",
    "stream.replicas": "1",
    "stream.seconds": "10",
    "search.url": "index:build/search",
    "search.secret": "",
    "search.authority": "",
    "search.certificate": "",
    "search.key": "",
    "recommend.train": "run",
    "recommend.events": "build/recommend/events",
    "serve.host": "127.0.0.1",
    "serve.port": "8420",
    "serve.processes": "1",
    "serve.secret": "",
    "serve.people_secret": "",
    "serve.events_secret": "",
    "serve.seconds": "10",
    "serve.rows": "10000",
}
PREFIX = "ALKASBA_"
SECRETS = "alkasba.secrets.toml"
NAME_OF_SECRET = re.compile(r"[A-Z][A-Z0-9_]*")
"""What is surely a name; all else may be the secret itself, written where its name belongs."""
SECRET_WORDS = ("password", "passwd", "passphrase", "token", "api_key", "apikey", "credentials")
"""What others call a secret; no setting holds one."""
SHARED_BY = ("postgresql:", "postgres:")
"""How the url of a warehouse begins that is shared with others."""
LONGEST_SCHEMA = LONGEST_NAME - 13
"""Bytes: two more schemas are named after it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it came from."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class SharedWarehouse:
    """The database that serves the warehouse to others, and what it is called there.

    `secret` is the name of its password, `reader` a role that may read.
    """

    address: Address
    secret: str
    schema: str
    reader: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of one shop, by dotted name; `places` are the owner's names for folders.

    `owners` is where the owner's own files are, where `folder` is one that was derived from them.
    """

    folder: Path
    values: dict[str, Setting]
    places: dict[str, Setting] = field(default_factory=dict)
    owners: Path | None = None

    def __getitem__(self, name: str) -> str:
        return self.values[name].value

    def path(self, name: str) -> Path:
        """A setting that is a path, relative to the shop."""
        return self.folder / self[name]

    def secret(self, name: str) -> str:
        """A secret by name: from the environment, a file, or alkasba.secrets.toml.

        The environment gives it as NAME, or the path of its file as NAME_FILE. Its value is in no
        setting, message or log.
        """
        if value := os.environ.get(name):
            return value
        if file := os.environ.get(f"{name}_FILE"):
            try:
                return (self.home / file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                raise SettingsError(
                    f"the file with the secret {name} cannot be read.",
                    where=f"environment {name}_FILE",
                    next_step="Correct the path, or give yourself the right to read it.",
                ) from None
        found = _toml(self.home / SECRETS).get(name)
        if isinstance(found, str) and found:
            return found
        if not NAME_OF_SECRET.fullmatch(name):
            raise SettingsError(
                "a secret is nowhere, and what names it does not look like a name, so that it is "
                "not shown.",
                where="the environment",
                next_step="Where a secret is named, write a name such as SHOP_TOKEN; the secret "
                f"itself stands in the environment, or in {SECRETS}, which is never committed.",
            )
        raise SettingsError(
            f"the secret {name} is nowhere.",
            where="the environment",
            next_step=f"Set {name} (or {name}_FILE) there, or write it into {SECRETS}, "
            "which is never committed.",
        )

    def password(self, section: str) -> str:
        """The secret that a section names for the user of its url."""
        if not (name := self[f"{section}.secret"]):
            raise self.wrong(
                f"{section}.url",
                "it names a user, and nothing names the password.",
                f'Write secret = "{section.upper()}_PASSWORD" into [{section}], or leave the user '
                "out.",
            )
        return self.secret(name)

    def trust(self, section: str) -> ssl.SSLContext:
        """How TLS is spoken with a store, by authority, certificate and key of its section."""
        told = ("authority", "certificate", "key")
        paths = [
            self.path(f"{section}.{one}") if self[f"{section}.{one}"] else None for one in told
        ]
        if self[f"{section}.key"] and not self[f"{section}.certificate"]:
            raise self.wrong(
                f"{section}.key",
                "a key is of no use without its certificate.",
                f"Name its file as {section}.certificate, or leave the key out.",
            )
        try:
            return context_of(*paths)
        except NoCertificate as error:
            raise self.wrong(
                f"{section}.{error}",
                "the file cannot be read as certificates in PEM form.",
                "Correct the path, which starts at the shop; a key is in the file of its "
                f"certificate, or named as {section}.key, and has no password.",
            ) from None

    def refuse_trust(self, section: str, safe: str) -> None:
        """Refuse what only TLS uses where a url does not speak it; `safe` is the url that does."""
        for one in ("authority", "certificate", "key"):
            if self[f"{section}.{one}"]:
                raise self.wrong(
                    f"{section}.{one}",
                    f"it would be of no use: [{section}] url does not speak TLS.",
                    f"Write the url as {safe}, or leave {one} out.",
                )

    def whole(self, name: str, *, at_least: int = 1) -> int:
        """A setting that is a whole number."""
        text = self[name]
        if text.isascii() and text.isdecimal() and len(text) < 10 and int(text) >= at_least:
            return int(text)
        raise SettingsError(
            f"{name} is a whole number of at least {at_least}, not '{text}'.",
            where=self.values[name].origin,
            next_step=f"Write one, for example {DEFAULTS[name]}, or leave it out.",
        )

    @property
    def home(self) -> Path:
        """Where the owner's own files are."""
        return self.owners or self.folder

    @property
    def build(self) -> Path:
        return self.folder / "build"

    @property
    def warehouse_file(self) -> Path:
        """The published DuckDB file; what is shared with others is computed in it, too."""
        url = self["warehouse.url"]
        if url.lower().startswith(SHARED_BY):
            url = DEFAULTS["warehouse.url"]
        kind, _, place = url.partition(":")
        if kind != "duckdb" or not place:
            raise self.wrong(
                "warehouse.url",
                f"there is no store for a warehouse like {without_password(url)[0]!r}.",
                "Write duckdb:FILE, for example duckdb:build/warehouse.duckdb, or "
                "postgresql://USER@HOST/DATABASE.",
            )
        return self.folder / place

    @property
    def shared_warehouse(self) -> SharedWarehouse | None:
        """The PostgreSQL that serves the warehouse to others; None where it is a file alone."""
        url, schema = self["warehouse.url"], self["warehouse.schema"]
        if not url.lower().startswith(SHARED_BY):
            return None
        try:
            address = read_address(url)
        except ValueError as error:
            next_step = "Write postgresql://USER@HOST/DATABASE, and secret with a name beside it."
            raise self.wrong("warehouse.url", str(error), next_step) from None
        is_short = 0 < len(schema.encode()) <= LONGEST_SCHEMA and "\0" not in schema
        if not is_short or schema.lower().startswith("pg_") or schema == "information_schema":
            raise self.wrong(
                "warehouse.schema",
                f"no schema can be called '{schema}'.",
                f"Write a name of at most {LONGEST_SCHEMA} letters that does not begin with pg_.",
            )
        return SharedWarehouse(address, self["warehouse.secret"], schema, self._reader())

    def _reader(self) -> str:
        """The role that may read; never all roles, nor one that PostgreSQL made itself."""
        reader = self["warehouse.reader"]
        is_kept = reader.lower() in ("public", "none") or reader.lower().startswith("pg_")
        if is_kept or len(reader.encode()) > LONGEST_NAME or "\0" in reader:
            raise self.wrong(
                "warehouse.reader",
                f"'{reader}' can be no role of your own.",
                'Write the name of one, such as reader = "powerbi", and give it to people there.',
            )
        return reader

    def wrong(self, name: str, what: str, next_step: str) -> SettingsError:
        """The error of a setting, which says where it came from."""
        return SettingsError(what, where=f"{self.values[name].origin}, {name}", next_step=next_step)

    def resolve(self, pattern: str, *, where: str) -> str:
        """The pattern with each {place} put in; a relative path starts at the shop."""
        placed = self.put_places(pattern, where=where)
        return placed if "://" in placed else str(self.folder / placed)

    def put_places(self, text: str, *, where: str) -> str:
        """The text with each {place} put in."""

        def replace(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in self.places:
                raise SettingsError(
                    f"nothing in [places] is called '{name}'.{did_you_mean(name, self.places)}",
                    where=where,
                    next_step=f'Add {name} = "a/folder" to [places] in alkasba.toml.',
                )
            return self.places[name].value

        return re.sub(r"\{(\w+)\}", replace, text)


def read_settings(folder: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """All settings of the shop in `folder`; unknown ones are errors with a suggestion."""
    if not (folder / "alkasba.toml").is_file():
        raise SettingsError(
            f"there is no shop in {folder}: alkasba.toml is missing.",
            next_step="Name the shop with --shop DIR, or make one with: alkasba init DIR",
        )
    values = {name: Setting(value, "default") for name, value in DEFAULTS.items()}
    places: dict[str, Setting] = {}
    for origin in ("alkasba.toml", "alkasba.local.toml"):
        for name, value in _flatten(_toml(folder / origin)).items():
            _put(values, places, name, Setting(str(value), origin))
    variables = os.environ if environment is None else environment
    for name, value in _from_environment(variables).items():
        _put(values, places, name, Setting(value, f"environment {_variable(name)}"))
    return Settings(folder, values, places)


def _put(
    values: dict[str, Setting], places: dict[str, Setting], name: str, setting: Setting
) -> None:
    section, _, rest = name.partition(".")
    if section == "places" and rest:
        places[rest] = setting
    elif name in values:
        values[name] = setting
    else:
        raise _unknown(name, values, setting.origin)


def _unknown(name: str, known: Iterable[str], origin: str) -> SettingsError:
    """The error of a setting that there is not, with the nearest one of its section."""
    section, _, rest = name.partition(".")
    own = [one.partition(".")[2] for one in known if one.startswith(f"{section}.")]
    if not rest or not own:
        meant, step = did_you_mean(name, known), "Remove it, or correct its name."
    elif did_you_mean(rest.lower(), SECRET_WORDS) and "secret" in own:
        meant = f" Did you mean '{section}.secret'?"
        step = f'Write secret = "{section.upper()}_PASSWORD", its name, into [{section}]; the '
        step += f"secret itself stands in the environment, or in {SECRETS}."
    else:
        meant = did_you_mean(rest, own, within=f"{section}.")
        step = f"Remove it, or write one of: {', '.join(own)}."
    return SettingsError(f"no setting is called '{name}'.{meant}", where=origin, next_step=step)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{error}", where=path.name, next_step="Correct that line.") from None


def _flatten(data: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in data.items():
        if isinstance(value, Mapping):
            flat |= _flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(PREFIX).lower().replace("__", "."): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and "__" in name
    }


def _variable(name: str) -> str:
    return PREFIX + name.upper().replace(".", "__")

"""Keyed pseudonyms: HMAC-SHA256 of a value, cut to 128 bits, with a key outside the warehouse."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from duckdb import DuckDBPyConnection

from alkasba.errors import SettingsError

BLOCK = 64
LENGTH = 32


def make_key(path: Path) -> None:
    """Write a new random key that only its owner may read; an existing key stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".next")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(handle)
    # Whoever is killed on the way leaves no half a key, which no later run could do without.
    draft.replace(path)


def read_key(path: Path) -> bytes:
    """The key; raises SettingsError where there is none, or where others may read it."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        raise SettingsError(
            "the key for pseudonyms is missing.",
            where=str(path),
            next_step="Bring it back from your backup; with a new key customers are strangers.",
        ) from None
    except ValueError:
        key = b""
    if len(key) < 16:
        raise SettingsError("this is no key: 64 hexadecimal digits are needed.", where=str(path))
    if path.stat().st_mode & 0o077:
        raise SettingsError(
            "others may read the key for pseudonyms.",
            where=str(path),
            next_step=f"Run: chmod 600 {path}",
        )
    return key


def pseudonym(value: str, key: bytes) -> str:
    """The pseudonym of one value, as the warehouse holds it."""
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:LENGTH]


def prepare_pseudonyms(workbench: DuckDBPyConnection, key: bytes) -> None:
    """Give the workbench what `pseudonym_sql` needs; the key is never part of any SQL text."""
    padded = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    for name, pad in (("hmac_inner", 0x36), ("hmac_outer", 0x5C)):
        block = bytes(byte ^ pad for byte in padded)
        workbench.execute(f"SET VARIABLE {name} = $1::BLOB", [block])


def pseudonym_sql(text: str) -> str:
    """SQL for the pseudonym of a text: HMAC by its definition (RFC 2104) from two SHA-256."""
    inner = f"sha256(getvariable('hmac_inner') || encode({text}))"
    return f"left(sha256(getvariable('hmac_outer') || unhex({inner})), {LENGTH})"

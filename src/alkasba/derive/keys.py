"""Surrogate keys: the same for the same member in every rebuild and every order of loading."""

import hashlib
from collections.abc import Sequence

from alkasba.derive.sql import quoted

UNKNOWN_KEY = 0
OPEN_START, OPEN_END = "DATE '1900-01-01'", "DATE '9999-12-31'"


def natural_key(columns: Sequence[str], *, of: str = "") -> str:
    """SQL for the key of a member as one text; no two keys of several columns give the same."""
    prefix = f"{of}." if of else ""
    parts = [f"{prefix}{quoted(name)}::VARCHAR" for name in columns]
    if len(parts) == 1:
        return parts[0]
    escaped = (f"replace(replace({part}, '\\', '\\\\'), '|', '\\|')" for part in parts)
    return f"concat_ws('|', {', '.join(escaped)})"


def surrogate_key(natural: str) -> str:
    """SQL for the first 60 bits of the md5 of a text, as a BIGINT."""
    return f"('0x' || left(md5({natural}), 15))::BIGINT"


def version_key(natural: str, valid_from: str) -> str:
    """SQL for the surrogate key of one version of a member."""
    return surrogate_key(f"{natural} || '@' || {valid_from}::VARCHAR")


def surrogate_of(natural: str) -> int:
    """The surrogate key of one text, as `surrogate_key` gives it in SQL."""
    digest = hashlib.md5(natural.encode(), usedforsecurity=False).hexdigest()
    return int(digest[:15], 16)

"""Files of the owner, kept as they came, so that they can be read again when they have changed."""

import os
import re
import shutil
from hashlib import sha256
from pathlib import Path

from zstandard import ZstdCompressor

from alkasba.ports import OriginFile
from alkasba.sources.extracts import Extracts

CHUNK = 8 << 20
PLAIN = ("csv", "json")
"""Kinds of origin whose readers unpack; what others read is packed in itself."""
PACKED = (".gz", ".zst", ".zip")
DRAFT = "next"


def keep_copy(file: OriginFile, kind: str, folder: Path) -> Path:
    """Where the copy of a file lies, which is made unless it is there.

    Its bytes are the same, packed where the origin is text: a row that nobody could read is kept,
    too. The caller sees to it that the file did not change meanwhile.
    """
    status = file.path.stat()
    told = f"{file.path} {status.st_size} {status.st_mtime_ns}"
    plain = re.sub(r"\W+", "_", file.path.stem, flags=re.ASCII).strip("_")[:40]
    suffix = file.path.suffix.lower()
    is_text = kind in PLAIN and suffix not in PACKED
    name = f"{plain}-{sha256(told.encode()).hexdigest()[:16]}{suffix}{'.zst' if is_text else ''}"
    copy = Extracts(folder).path(name)
    if not copy.exists():
        draft = copy.with_name(f"{name}.{DRAFT}")
        try:
            _write(file.path, draft, is_text=is_text)
            draft.replace(copy)
        finally:
            # Half a copy would take the room that may be what is missing.
            draft.unlink(missing_ok=True)
    return copy


def _write(source: Path, target: Path, *, is_text: bool) -> None:
    with source.open("rb") as given, target.open("wb") as taken:
        if is_text:
            ZstdCompressor(level=1).copy_stream(given, taken, write_size=CHUNK)
        else:
            shutil.copyfileobj(given, taken, CHUNK)
        taken.flush()
        os.fsync(taken.fileno())

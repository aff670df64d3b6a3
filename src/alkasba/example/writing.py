"""Files as origins write them: encoded, compressed, in archives; the same bytes each time."""

import gzip
import shutil
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

PIECE = 1 << 20


def encode(path: Path, encoding: str) -> None:
    """Rewrite a UTF-8 file in another encoding."""
    if encoding == "utf-8":
        return
    unfinished = path.with_suffix(".part")
    # UTF-16 on its own would follow the byte order of the machine.
    mark, name = ("\ufeff", "utf-16-le") if encoding == "utf-16" else ("", encoding)
    with (
        path.open(encoding="utf-8", newline="") as read,
        unfinished.open("w", encoding=name, newline="") as write,
    ):
        write.write(mark)
        while piece := read.read(PIECE):
            write.write(piece)
    unfinished.replace(path)


def write_text(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Write a small file, lines ended by a line feed on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding=encoding, newline="")


def compress(path: Path) -> None:
    """Replace a file by its gzip, without the moment of compression."""
    with (
        path.open("rb") as read,
        path.with_name(path.name + ".gz").open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as write,
    ):
        shutil.copyfileobj(read, write)
    path.unlink()


def archive(path: Path, members: list[Path]) -> None:
    """Replace files by one zip that holds them, without the moment of writing."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for member in members:
            info = ZipInfo(member.name, date_time=(2026, 1, 2, 3, 4, 6))
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, member.read_bytes())
            member.unlink()

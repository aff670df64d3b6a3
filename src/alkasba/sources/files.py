"""The files of an origin: what its patterns find, and their bytes without the packing."""

import glob
import gzip
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from zstandard import ZstdDecompressor, ZstdError

from alkasba.errors import SourceAway, SourceError, WrongValue
from alkasba.model.source import Source
from alkasba.ports import OriginFile
from alkasba.sources.objects.address import is_elsewhere
from alkasba.sources.objects.kept import list_kept

CHUNK = 1 << 20

# What a broken archive raises, by library; a password shows as a RuntimeError of zipfile.
BROKEN = (
    EOFError,
    zlib.error,
    gzip.BadGzipFile,
    zipfile.BadZipFile,
    ZstdError,
    NotImplementedError,
    RuntimeError,
)
HIDDEN = (".", "~$")
"""Names of files that nobody means: hidden ones, and the locks of workbooks that are open."""


def list_files(source: Source, folder: Path) -> list[OriginFile]:
    """Every file that the patterns of the source find, sorted by name."""
    here = [pattern for pattern in source.files if not is_elsewhere(pattern)]
    files = _files_here(source, here, folder) if here else []
    if len(here) < len(source.files):
        fetched = list_kept(source, folder)
        files += [file for name, path, digest in fetched for file in _of(path, name, digest)]
    return sorted(_distinct(files), key=lambda file: file.name)


def _files_here(source: Source, patterns: Sequence[str], folder: Path) -> list[OriginFile]:
    roots = _roots([folder / pattern for pattern in patterns])
    found: dict[Path, Path] = {}
    for pattern in patterns:
        whole = folder / pattern
        for path in _matches(whole):
            found.setdefault(path, roots[_fixed(whole)])
    if not found:
        raise _nothing_there(source, folder / patterns[0])
    return [file for path, root in found.items() for file in _listed(path, root)]


def chunks(file: OriginFile, at_most: int = CHUNK) -> Generator[bytes, None, None]:
    """The bytes of a file as it was before it was packed, about so many at a time."""
    try:
        with file.path.open("rb") as raw:
            if file.member is None:
                yield from _unpacked(raw, file.path.name, at_most)
            else:
                with zipfile.ZipFile(raw) as archive, archive.open(file.member) as member:
                    yield from _unpacked(member, file.member, at_most)
    except BROKEN as error:
        raise SourceError(
            f"the archive is damaged or cannot be opened ({error}).",
            where=file.name,
            next_step="Fetch the file again, or pack it again without a password.",
        ) from None
    except FileNotFoundError:
        raise SourceAway(
            "the file has gone since it was listed.", where=file.name, next_step="Run again."
        ) from None
    except OSError as error:
        raise _not_readable(file.name, error) from None


@contextmanager
def unpacked(file: OriginFile, scratch: Path) -> Iterator[Path]:
    """A path of the file without its packing: its own, or a copy that goes afterwards."""
    if file.member is None and file.path.suffix.lower() not in (".gz", ".zst"):
        yield file.path
        return
    scratch.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=scratch, delete=False) as out:
        path = Path(out.name)
        try:
            out.writelines(chunks(file))
            out.close()
            yield path
        finally:
            path.unlink()


def _unpacked(raw: IO[bytes], name: str, at_most: int) -> Iterator[bytes]:
    suffix = Path(name).suffix.lower()
    if suffix == ".zst":
        yield from _zstandard(raw)
    elif suffix == ".gz":
        with gzip.GzipFile(fileobj=raw) as packed:
            yield from iter(lambda: packed.read(at_most), b"")
    else:
        yield from iter(lambda: raw.read(at_most), b"")


def _zstandard(raw: IO[bytes]) -> Iterator[bytes]:
    # The library's stream reader ends without a word where a file was cut off; this one tells.
    frame, waiting = ZstdDecompressor().decompressobj(), raw.read(CHUNK >> 4)
    complete = not waiting
    while waiting:
        yield frame.decompress(waiting)
        complete, waiting = frame.eof, frame.unused_data
        if complete:
            frame = ZstdDecompressor().decompressobj()
        waiting = waiting or raw.read(CHUNK >> 4)
    if not complete:
        raise EOFError("it ends too early")


def _matches(pattern: Path) -> list[Path]:
    fixed = _fixed(pattern)
    _refuse_closed(fixed, pattern.relative_to(fixed).parts[:-1])
    if pattern.is_file():
        return [pattern]
    try:
        found = list(fixed.glob(str(pattern.relative_to(fixed))))
    except ValueError as error:
        raise WrongValue(
            f"this is no pattern for files: {error}.",
            where=str(pattern),
            next_step="Write ** only as a folder of its own: data/**/*.csv",
        ) from None
    # Names that start with a dot are locks and leftovers of the file system.
    return sorted(path for path in found if path.is_file() and not path.name.startswith(HIDDEN))


def _refuse_closed(fixed: Path, parts: Sequence[str]) -> None:
    """Raise where a folder on the way may not be read: its files would count as gone."""
    deeper = ("/".join(parts[: depth + 1]) for depth in range(len(parts)))
    for folder in [fixed, *(found for steps in deeper for found in fixed.glob(steps))]:
        if folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK):
            raise SourceError(
                "this folder may not be read.",
                where=str(folder),
                next_step="Give yourself the right to read it, and run again.",
            )


def _fixed(pattern: Path) -> Path:
    """The folder down to the first wildcard: `/a/b` for `/a/b/*/x.csv` and for `/a/b/x.csv`."""
    fixed = Path()
    for part in pattern.parts[:-1]:
        # A folder may really have such a sign in its name.
        if glob.has_magic(part) and not (fixed / part).is_dir():
            break
        fixed = fixed / part
    return fixed


def _roots(patterns: Sequence[Path]) -> dict[Path, Path]:
    """The folder that names start from, by fixed prefix: its parent, or, where two prefixes end
    in the same word, the folder that holds both."""
    prefixes = {_fixed(pattern) for pattern in patterns}
    return {
        prefix: Path(os.path.commonpath([p.parent for p in prefixes if p.name == prefix.name]))
        for prefix in prefixes
    }


def _listed(path: Path, root: Path) -> list[OriginFile]:
    status = path.stat()
    fingerprint = f"{status.st_size}-{status.st_mtime_ns}"
    return _of(path, path.relative_to(root).as_posix(), fingerprint)


def _of(path: Path, name: str, fingerprint: str) -> list[OriginFile]:
    """A file, or the members of an archive."""
    if path.suffix.lower() == ".zip":
        return _members(path, name)
    return [OriginFile(name, path, fingerprint, path.stat().st_size)]


def _members(path: Path, name: str) -> list[OriginFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if _is_content(info)]
    except zipfile.BadZipFile as error:
        raise SourceError(
            f"the archive cannot be opened ({error}).",
            where=name,
            next_step="Fetch the file again; if it is no zip archive, correct its name.",
        ) from None
    except OSError as error:
        raise _not_readable(name, error) from None
    twice = [member for member, times in Counter(i.filename for i in infos).items() if times > 1]
    if twice:
        raise SourceError(
            f"the archive holds '{twice[0]}' more than once.",
            where=name,
            next_step="Pack it again with each file once.",
        )
    return [
        OriginFile(
            f"{name}/{info.filename}",
            path,
            f"{info.CRC:08x}-{info.file_size}",
            info.file_size,
            info.filename,
        )
        for info in infos
    ]


def _is_content(info: zipfile.ZipInfo) -> bool:
    return not info.is_dir() and not info.filename.startswith("__MACOSX/")


def _distinct(files: Sequence[OriginFile]) -> list[OriginFile]:
    """The same files; a name that was taken already gets a number, in the order of the paths."""
    seen: Counter[str] = Counter()
    result = []
    for file in sorted(files, key=lambda file: (file.name, str(file.path))):
        seen[file.name] += 1
        times = seen[file.name]
        name = file.name if times == 1 else f"{file.name}#{times}"
        result.append(OriginFile(name, file.path, file.fingerprint, file.size, file.member))
    return result


def _nothing_there(source: Source, pattern: Path) -> SourceAway:
    folder = _fixed(pattern)
    what = "holds no such file" if folder.is_dir() else "does not exist"
    return SourceAway(
        f"nothing matches {pattern}: the folder {folder} {what}.",
        where=f"sources/{source.name}.toml, files",
        next_step="Put the files there, or correct the pattern or the place in alkasba.toml.",
    )


def _not_readable(name: str, error: OSError) -> SourceError:
    return SourceError(
        f"the file cannot be read: {error.strerror or error}.",
        where=name,
        next_step="Check the rights of the file and the disk it is on.",
    )

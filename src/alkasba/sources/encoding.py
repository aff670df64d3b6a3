"""Which encoding a file is written in, and its text; what was guessed is said."""

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from alkasba.errors import WrongValue, did_you_mean

# Stands in a text for bytes that the encoding has no character for; no valid text can hold it.
UNDECODABLE = "\udcff"

BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SPELLINGS = {
    "ansi": "windows-1252",
    "win1252": "windows-1252",
    "win-1252": "windows-1252",
    "cp-1252": "windows-1252",
    "unicode": "utf-16",
    "utf-8-bom": "utf-8",
    "macroman": "mac-roman",
    "latin-9": "iso-8859-15",
}
READABLE = {"cp1252": "windows-1252", "iso8859-1": "iso-8859-1", "utf-8-sig": "utf-8"}
# The five bytes that windows-1252 leaves undefined.
NOT_IN_1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
ONLY_IN_1252 = [bytes([code]) for code in range(0x80, 0xA0)]
BINARY = {
    b"\xd0\xcf\x11\xe0": "an old Office file such as an Excel workbook",
    b"PK\x03\x04": "a zip container such as an Excel or OpenDocument workbook",
    b"\x1f\x8b": "packed by gzip",
    b"\x28\xb5\x2f\xfd": "packed by zstandard",
    b"%PDF": "a PDF",
}
SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Encoding:
    """`bom` bytes come before the text; `fits` says whether every byte can be read."""

    name: str
    bom: int = 0
    fits: bool = True
    notes: tuple[str, ...] = ()


def settle(chunks: Iterable[bytes], declared: str | None, *, guess: bool = True) -> Encoding:
    """The encoding of a stream, which is read to its end.

    Declared, else its mark, else UTF-8, else UTF-16 by its NULs, else (where a `guess` is
    allowed) a Western one-byte encoding. A mark wins over a declaration that contradicts it.
    """
    stream = _Rewound(chunks)
    bom, marked = _mark(stream.head)
    shape = marked or _by_nuls(stream.head)
    if declared and (not marked or _family(declared) == _family(marked)):
        return _as_declared(stream, _endian(declared, shape), bom)
    name = shape or "utf-8"
    found = _check(stream, name, bom)
    fits = found.fits
    if not fits and found.is_mostly_utf8:
        return Encoding(name, bom, False, ("some lines are not in utf-8, the others are",))
    if not fits and not shape and guess:
        name = "iso-8859-1" if found.is_beyond_1252 else "windows-1252"
        fits = True
    return Encoding(name, bom, fits, _notes(name, declared, is_marked=bool(marked)))


def text(chunks: Iterable[bytes], encoding: Encoding) -> Iterator[str]:
    """The text of a stream; UNDECODABLE stands where its bytes fit no character."""
    decoder = codecs.getincrementaldecoder(encoding.name)("alkasba.undecodable")
    skip = encoding.bom
    for chunk in chunks:
        yield decoder.decode(chunk[skip:])
        skip = 0
    yield decoder.decode(b"", True)


def known(declared: str | None, where: str) -> str | None:
    """The declared encoding under its usual name; an error where there is none of that name."""
    if not declared:
        return None
    name = declared.strip().lower().replace("_", "-")
    try:
        codec = codecs.lookup(SPELLINGS.get(name, name)).name
        "".encode(codec)
    except LookupError:
        common = ["utf-8", "utf-16", "windows-1252", "iso-8859-1", "iso-8859-15", "mac-roman"]
        raise WrongValue(
            f"no encoding is called '{declared}'.{did_you_mean(name, common)}",
            where=where,
            next_step=f"Write one that Python knows, for example {', '.join(common[:4])}.",
        ) from None
    return READABLE.get(codec, codec)


def utf8(chunks: Iterable[bytes], encoding: Encoding) -> Iterator[bytes]:
    """The stream as UTF-8, without a mark."""
    if encoding.name == "utf-8":
        skip = encoding.bom
        for chunk in chunks:
            yield chunk[skip:]
            skip = 0
        return
    if encoding.name == "windows-1252":
        yield from map(_utf8_of_1252, chunks)
        return
    for part in text(chunks, encoding):
        yield part.encode("utf-8", "surrogatepass")


def _utf8_of_1252(part: bytes) -> bytes:
    # Where none of the signs occurs that only Windows has, Latin-1 says the same, and is read
    # three times as fast.
    is_latin = not any(sign in part for sign in ONLY_IN_1252)
    text = part.decode("iso-8859-1" if is_latin else "windows-1252", "alkasba.undecodable")
    return text.encode("utf-8", "surrogatepass")


def not_text(encoding: Encoding, head: bytes) -> str:
    """Why the start of a file cannot be text of this encoding, or nothing."""
    for mark, kind in BINARY.items():
        if head.startswith(mark):
            return f"this is no text but {kind}"
    is_wide = encoding.name.startswith(("utf-16", "utf-32"))
    if is_wide and head[encoding.bom :] and b"\0" not in head:
        # Any bytes make some character of UTF-16, so text of another encoding shows by this.
        return f"this is not written in {encoding.name}"
    if not is_wide and encoding.name != "utf-8" and b"\0" in head:
        return "this is no text: it holds NULs and is in no encoding of Unicode"
    return ""


class _Rewound:
    """A stream whose first bytes have been looked at and come again."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._rest = iter(chunks)
        self._first = next(self._rest, b"")
        self.head = self._first[:SAMPLE]

    def __iter__(self) -> Iterator[bytes]:
        yield self._first
        yield from self._rest


def _mark(head: bytes) -> tuple[int, str]:
    for mark, name in BOMS:
        if head.startswith(mark):
            return len(mark), name
    return 0, ""


def _by_nuls(head: bytes) -> str:
    """UTF-16 without a mark shows in NULs that stand at odd or at even places only."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) / 5 and even * 10 < odd:
        return "utf-16-le"
    if even > len(head) / 5 and odd * 10 < even:
        return "utf-16-be"
    return ""


def _family(name: str) -> str:
    return name.removesuffix("-le").removesuffix("-be")


def _endian(declared: str, shape: str) -> str:
    """UTF-16 and UTF-32 with the order of their bytes: that of the mark or of the NULs."""
    if declared not in ("utf-16", "utf-32"):
        return declared
    return shape if shape.startswith(declared) else f"{declared}-le"


def _as_declared(stream: _Rewound, name: str, bom: int) -> Encoding:
    head = stream.head
    fits = _check(stream, name, bom).fits
    if not name.startswith("utf-") and head and not head.isascii() and _is_utf8(head):
        return Encoding(name, bom, fits, (f"declared {name}, but reads as utf-8 as well",))
    return Encoding(name, bom, fits)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


class _Fit(NamedTuple):
    """Whether every byte can be read, and what else could be."""

    fits: bool
    is_beyond_1252: bool
    is_mostly_utf8: bool


def _check(stream: Iterable[bytes], name: str, bom: int) -> _Fit:
    """How well an encoding fits a stream.

    A file of UTF-8 into which somebody pasted lines of another encoding is mostly UTF-8: it has
    more bytes that go on a character than bytes that belong to none.
    """
    decoder = codecs.getincrementaldecoder(name)()
    ascii_based = name == "utf-8" or not name.startswith("utf-")
    fits, high, pending, going_on, lost = True, False, 0, 0, 0
    for chunk in stream:
        part, bom = chunk[bom:] if bom else chunk, 0
        if ascii_based and not pending and part.isascii():
            continue
        high = high or any(byte in part for byte in NOT_IN_1252)
        read = _decoded(decoder, part) if fits else None
        if read is not None:
            before, pending = pending, len(decoder.getstate()[0])
            going_on += before + len(part) - pending - len(read)
            continue
        fits, pending = False, 0
        if name == "utf-8":
            more_going_on, more_lost = _belonging(part)
            going_on, lost = going_on + more_going_on, lost + more_lost
    fits = fits and _decoded(decoder, b"", final=True) is not None
    return _Fit(fits, high, going_on > lost)


def _belonging(part: bytes) -> tuple[int, int]:
    """How many bytes go on a character of UTF-8, and how many belong to none."""
    plain = part.decode("utf-8", "ignore")
    if plain.isascii():
        return 0, len(part) - len(plain)
    read = part.decode("utf-8", "replace")
    return len(part) - len(read), read.count("\N{REPLACEMENT CHARACTER}")


def _decoded(decoder: codecs.IncrementalDecoder, part: bytes, *, final: bool = False) -> str | None:
    try:
        return decoder.decode(part, final)
    except UnicodeError:
        return None


def _notes(name: str, declared: str | None, *, is_marked: bool) -> tuple[str, ...]:
    if declared:
        return (f"declared {declared}, but carries the mark of {name}; read as {name}",)
    if name == "utf-8":
        return ()
    if is_marked:
        return (f"encoding by its mark: {name}",)
    return (f'encoding guessed: {name}; declare encoding = "{name}"',)


def _mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


codecs.register_error("alkasba.undecodable", _mark_undecodable)

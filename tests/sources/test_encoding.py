"""The encoding of a file: declared, marked, or found out and said."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.errors import WrongValue
from alkasba.sources.encoding import UNDECODABLE, known, settle, text, utf8

TEXT = "produit;prix\nThé à la menthe;4,50 €\n" * 50


def pieces(content: bytes, size: int = 7) -> list[bytes]:
    return [content[i : i + size] for i in range(0, len(content), size)] or [b""]


MARKED = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@pytest.mark.parametrize("name", MARKED)
def test_a_mark_decides_and_is_no_part_of_the_text(name):
    content = [MARKED[name] + TEXT.encode(name)]
    encoding = settle(content, None)
    assert encoding.name == name
    assert "".join(text(content, encoding)) == TEXT
    assert b"".join(utf8(content, encoding)) == TEXT.encode()


@pytest.mark.parametrize("name", ["utf-8", "utf-16-le", "utf-16-be", "windows-1252"])
def test_without_a_mark_the_encoding_is_found_out(name):
    content = [TEXT.encode(name)]
    encoding = settle(content, None)
    assert encoding.name == name
    assert bool(encoding.notes) == (name != "utf-8")
    assert "".join(text(content, encoding)) == TEXT


def test_a_guess_is_said_with_the_line_to_declare():
    (note,) = settle([TEXT.encode("cp1252")], None).notes
    assert note == 'encoding guessed: windows-1252; declare encoding = "windows-1252"'


def test_bytes_that_windows_1252_has_not_make_it_latin_1():
    content = [b"caf\xe9\n", b"\x81\n"]
    assert settle(content, None).name == "iso-8859-1"


def test_one_bad_byte_at_the_end_of_a_long_file_is_noticed():
    assert settle([b"a\n" * 50_000] * 3 + [b"\xe9"], None).name == "windows-1252"


def test_a_character_cut_off_at_the_end_is_noticed():
    assert not settle(["é".encode()[:1]], "utf-8").fits


@pytest.mark.parametrize("name", ["iso-8859-1", "cp437", "mac-roman", "shift_jis", "utf-16-le"])
def test_what_is_declared_is_taken(name):
    words = "day\nabc\n"
    content = [words.encode(name)]
    encoding = settle(content, known(name, "here"))
    assert encoding.fits
    assert "".join(text(content, encoding)) == words


def test_utf_16_as_declared_finds_the_order_of_its_bytes():
    content = [TEXT.encode("utf-16-be")]
    assert "".join(text(content, settle(content, known("utf-16", "here")))) == TEXT


def test_a_mark_wins_over_the_declaration_and_is_said():
    content = [codecs.BOM_UTF8 + TEXT.encode()]
    encoding = settle(content, "windows-1252")
    assert encoding.name == "utf-8"
    assert "declared windows-1252" in encoding.notes[0]


def test_utf_8_declared_as_something_else_is_said():
    assert "reads as utf-8" in settle([TEXT.encode()], "iso-8859-1").notes[0]


def test_bytes_that_do_not_fit_are_marked_and_never_replaced_in_silence():
    content = [b"a\xe9b\nplain\n"]
    encoding = settle(content, "utf-8")
    assert not encoding.fits
    assert "".join(text(content, encoding)) == f"a{UNDECODABLE}b\nplain\n"


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("latin-1", "iso-8859-1"),
        ("UTF8", "utf-8"),
        ("utf_8_sig", "utf-8"),
        ("cp1252", "windows-1252"),
        ("ANSI", "windows-1252"),
        ("ISO-8859-15", "iso8859-15"),
    ],
)
def test_usual_spellings_are_known(spelling, name):
    assert known(spelling, "here") == name


@pytest.mark.parametrize("name", ["utf-9", "rot13", "base64"])
def test_an_unknown_encoding_is_an_error_with_a_suggestion(name):
    with pytest.raises(WrongValue) as caught:
        known(name, "sources/shop.toml, encoding")
    assert caught.value.where == "sources/shop.toml, encoding"
    assert caught.value.next_step


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 9))
def test_utf_8_cut_anywhere_is_the_same_text(words, size):
    content = pieces(words.encode(), size)
    encoding = settle(content, "utf-8")
    assert encoding.fits
    assert "".join(text(content, encoding)).encode() == words.encode()[encoding.bom :]


@given(st.binary(), st.integers(1, 9))
def test_any_bytes_settle_on_something_that_can_be_read(content, size):
    encoding = settle(pieces(content, size), None)
    assert "".join(text(pieces(content, size), encoding)) is not None


def test_lines_of_another_encoding_pasted_into_utf8_are_the_only_ones_put_aside(land):
    lines = ["name", *["Épice douce"] * 5, "Crème", "Thé vert"]
    content = "\n".join(lines).encode().replace("Crème".encode(), "Crème".encode("latin-1"))
    landed = land(content)
    assert [row[0] for row in landed.rows] == [*["Épice douce"] * 5, "Thé vert"]
    (unread,) = landed.landings[0].unread
    assert (unread.line, unread.rule) == (7, "encoding")


@given(st.lists(st.binary(max_size=20)))
def test_windows_1252_becomes_utf_8_by_whichever_table_is_faster(parts):
    encoding = settle(parts, "windows-1252")
    plain = b"".join(parts).decode("cp1252", "alkasba.undecodable")
    if not encoding.bom and encoding.name == "windows-1252":
        assert b"".join(utf8(parts, encoding)) == plain.encode("utf-8", "surrogatepass")


def test_signs_that_only_windows_has_are_told_from_those_of_latin_1():
    content = [b"4,50 \xe9\n", b"4,50 \x80\n"]
    encoding = settle(content, "windows-1252")
    assert b"".join(utf8(content, encoding)).decode() == "4,50 é\n4,50 €\n"

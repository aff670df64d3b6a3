"""The delimiter of a file: declared, or found out and said."""

import pytest

from alkasba.errors import WrongValue
from alkasba.model.source import Source
from alkasba.sources.dialect import settle


def found(text: str, **declared: object) -> tuple[str, tuple[str, ...]]:
    source = Source("origin", "csv", (), **declared)  # type: ignore[arg-type]
    dialect, notes = settle(text.splitlines(keepends=True), source)
    return dialect.delimiter, notes


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_gives_equal_widths(mark):
    rows = [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]
    delimiter, notes = found("\n".join(mark.join(row) for row in rows))
    assert delimiter == mark
    assert bool(notes) == (mark != ",")


def test_a_decimal_comma_is_no_delimiter():
    assert found("a;b;c\n1,5;2,5;3,5\n4,5;5,5;6,5\n")[0] == ";"


def test_marks_between_quotes_do_not_count():
    assert found('a,b\n"x;y;z",1\n"x;y;z",2\n')[0] == ","


def test_one_column_is_read_with_commas_and_without_a_note():
    assert found("name\nmint\nbasil\n") == (",", ())


def test_a_title_above_the_table_does_not_mislead():
    assert found("Our sales\na;b;c\n1;2;3\n4;5;6\n")[0] == ";"


def test_the_note_is_the_line_to_declare():
    assert found("a\tb\n1\t2\n")[1] == ('delimiter detected: "\\t"; declare delimiter = "\\t"',)


@pytest.mark.parametrize(
    ("said", "meant"), [("\\t", "\t"), ("tab", "\t"), (" ", " "), ("||", "||")]
)
def test_what_is_declared_is_taken(said, meant):
    assert found("a,b\n1,2\n", delimiter=said) == (meant, ())


@pytest.mark.parametrize("declared", [{"delimiter": "\n"}, {"delimiter": ""}, {"quote": "''"}])
def test_what_cannot_be_a_sign_is_an_error(declared):
    with pytest.raises(WrongValue) as caught:
        found("a\n", **declared)
    assert "sources/origin.toml" in caught.value.where

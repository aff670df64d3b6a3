"""A header gives each column a name of its own."""

from alkasba.sources.header import header_names


def test_names_are_trimmed_told_apart_and_filled():
    assert header_names([" a ", "a", "", None, "a_2"]) == (
        "a",
        "a_2",
        "column_3",
        "column_4",
        "a_2_2",
    )

"""What is read outright is what care would read; where that is not sure, care reads."""

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alkasba.clean.rows import cleaning_of
from alkasba.clean.steps import DOUBTFUL
from tests.clean.build import shop, source, table, workbench

COLUMNS = {
    "whole": ['{ type = "whole" }', '{ type = "whole", required = true, at_least = 1 }'],
    "money": [
        '{ type = "money", decimals = 2 }',
        '{ type = "money", decimals = 2, missing = 0, at_least = -3, at_most = 5000 }',
        '{ type = "number", decimals = 3, required = true, round = true }',
    ],
    "day": [
        '{ type = "day" }',
        '{ type = "day", required = true, at_least = 2015-01-01 }',
        '{ type = "day", missing = 2020-02-02 }',
    ],
    "moment": ['{ type = "moment" }', '{ type = "moment", required = true }'],
    "flag": ['{ type = "flag" }', '{ type = "flag", missing = false }'],
    "text": [
        '{ type = "text" }',
        '{ type = "code", case = "upper", pattern = "[A-Z]\\\\d+" }',
        '{ type = "code", missing = "none" }',
    ],
    "choice": [
        '{ type = "choice", choices = ["web", "café"], spellings = { web = ["on line", "Cafe"] } }',
        '{ type = "choice", choices = ["web"], required = true }',
        '{ type = "choice", choices = ["web", "café"], missing = "web" }',
    ],
}
FORMATS = [
    "",
    'blank = ["", "n/a", "-", "999", "1900-01-01", "web", "yes"]',
    """decimal = ","
thousands = "."
currency = ["€", "EUR"]
days = ["%d/%m/%Y", "%m/%d/%Y"]
moments = ["%d/%m/%Y %H:%M"]
timezone = "America/New_York"
""",
    'thousands = ","\ncurrency = ["$"]\nmoments = ["%Y-%m-%d %H:%M:%S"]\ndays = ["%Y%m%d"]',
    'thousands = " "\ncurrency = ["kr."]\nyes = ["oui", "1"]\nno = ["non"]\ndays = ["%-d.%m.%y"]',
]
WORDS = {
    "whole": [
        "12",
        "-7",
        "007",
        "12.0",
        "1e3",
        "1_000",
        "1,234",
        "1.234",
        "1 234",
        "+5",
        "-0",
        "999",
    ],
    "money": [
        *("4.3", "4.30", "4.305", "4.", ".5", "-.5", "5", "1,234.50", "1.234,50", "4,30", "6,60 €"),
        *("€3.60", "$ 2", "1_0.5", "1e2", "-0.0", "1.2.3", "12 kr.", "kr.12", "€€4", "4€2", "999"),
        *("99999999999999999.99", "1 234,5", "- 5", "nan", "inf", "0x10", "5 000", "3,60 EUR"),
    ],
    "day": [
        *("2024-02-29", "2025-02-29", "1996-5-30", "0044-03-15", "1900-01-01", "31/01/2025"),
        *(
            "12/31/2025",
            "01/02/24  ",
            " 1/02/2024",
            "1 /02/2024",
            "20250131",
            "2024-01-01T23:30:00Z",
        ),
        *(
            "2024-01-01 10:00:00",
            "2024-01-01T10:00:00",
            "2024-01-01 10:00:0Z",
            "12024-1-01T10:00:00Z",
        ),
        *(
            "-024-01-01T10:00:00Z",
            "2024-01-01T10:00:+1Z",
            "2024-01-01x10:00:00Z",
            "infinity",
            "today",
        ),
        *("0044-03-15 (BC)", "2024-01-01T10:00:00+01:00", "1.02.24", "2014-12-31", "9999-12-31"),
        *("2024-01-01T24:00:00Z", "2024-01-01T10:00:60Z", "99/99/9999", "31/01/0999", "0999-12-31"),
    ],
    "moment": [
        *("2024-03-31T02:30:00Z", "2024-03-31 02:30:00", "2024-10-27 02:30:00", "31/01/2025 23:59"),
        *("31/01/2025 1:59", "31/01/24 10:00  ", "2024-01-01", "2024-01-01 10:00:0Z", "epoch"),
        *("2024-01-01T10:00:00.5Z", "2024-01-01T10:00:00z", "0999-12-31T23:59:59Z", " 2024-01-01"),
    ],
    "flag": ["true", "TRUE", "Yes", "yes", "no", "n", "1", "0", "oui", "non", "NON", "maybe", "y "],
    "text": [
        "B12",
        "b12",
        "b 12",
        "b12 ",
        "\u00a0b12",
        "b12\u200b",
        "e\u0301t\u00e9",
        "été",
        "-",
        "N/A",
    ],
    "choice": [
        "web",
        "WEB",
        " web",
        "café",
        "CAFE",
        "Cafe",
        "cafe\u0301",
        "on line",
        "fax",
        "on  line",
    ],
}
blanks = st.sampled_from(["", "", "", " ", "  ", "\t", "\u00a0", "\r", "-", "0", "+", "€"])


def texts(kind):
    """Values of a kind, some of them with a letter changed or something around them."""
    known = st.sampled_from([*WORDS[kind], "", "n/a", "N/A", "-"])
    around = st.builds("{}{}{}".format, blanks, known, blanks)
    changed = st.builds(
        lambda text, place, letter: text[:place] + letter + text[place + 1 :],
        known,
        st.integers(0, 20),
        st.sampled_from(list("0123456789-+ :TZ.,/€eE_'x\t")),
    )
    return st.none() | known | around | changed


@cache
def cleaning(column, form, only_spaces=False):
    """How a landing of one column is cleaned, and a workbench with the files of it."""
    declared = table(f'kind = "dimension"\nkey = []\n[columns]\na = {column}')
    origin = source(f'kind = "csv"\nfiles = ["x"]\n[format]\n{form}\n[feeds.thing]\n')
    db = workbench()
    db.execute("CREATE TABLE files AS SELECT 0 AS position, 7 AS file_id, 'x' AS name, 0 AS start")
    db.execute("CREATE TABLE landing (c0 VARCHAR, _file INTEGER)")
    return db, cleaning_of(
        shop(declared, origin),
        declared,
        origin.feeds["thing"],
        landing="landing",
        files="files",
        written=("a",),
        only_spaces=only_spaces,
    )


def both(column, form, values, *, only_spaces=False):
    """The rows (place, broken rule, value) as read with care, and as read outright."""
    db, made = cleaning(column, form, only_spaces)
    db.execute(
        "CREATE OR REPLACE TABLE landing AS SELECT unnest($1::VARCHAR[]) AS c0, 0 AS _file",
        [values],
    )
    return tuple(
        db.execute(f"SELECT _at, _broke, a FROM ({sql}) ORDER BY 1").fetchall()
        for sql in (made.select, made.outright())
    )


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", COLUMNS)
def test_what_is_sure_is_what_care_reads(kind, form):
    @settings(max_examples=15)
    @given(st.lists(texts(kind), min_size=100, max_size=200))
    @example(WORDS[kind])
    def holds(values):
        for column in COLUMNS[kind]:
            for careful, quick in zip(*both(column, form, values), strict=True):
                assert quick[1] == DOUBTFUL or quick == careful, values[careful[0]]

    holds()


@pytest.mark.parametrize(
    ("column", "form", "value"),
    [
        ('{ type = "whole" }', "", "12"),
        ('{ type = "money", decimals = 2 }', "", "4.3"),
        ('{ type = "money", decimals = 2 }', FORMATS[2], "1.234,50 €"),
        ('{ type = "money", decimals = 2 }', FORMATS[3], "$1,234.50"),
        ('{ type = "day" }', "", "2024-02-29"),
        ('{ type = "day" }', "", "2024-02-29T10:00:00Z"),
        ('{ type = "day" }', FORMATS[2], "31/01/2025"),
        ('{ type = "moment" }', "", "2024-02-29T10:00:00Z"),
        ('{ type = "moment" }', "", "2024-02-29 10:00:00"),
        ('{ type = "moment" }', FORMATS[2], "31/01/2025 10:00"),
        ('{ type = "flag" }', "", "yes"),
        ('{ type = "text" }', "", "Thé vert"),
        ('{ type = "code" }', 'blank = ["", "n/a"]', "N/A"),
        ('{ type = "choice", choices = ["web", "café"] }', "", " CAFÉ "),
    ],
)
def test_what_is_written_plainly_is_read_outright(column, form, value):
    careful, quick = both(column, form, [value])
    assert quick == careful
    assert quick[0][1] == 0


def test_digits_beyond_those_of_a_double_are_read_outright():
    _, quick = both('{ type = "money", decimals = 2 }', "", ["9007199254740993.01"])
    assert quick[0][1:] == (0, Decimal("9007199254740993.01"))


def test_a_blank_where_none_may_be_is_left_to_care():
    for blank in (None, "", "-"):
        _, quick = both('{ type = "whole", required = true }', 'blank = ["", "-"]', [blank])
        assert quick[0][1] == DOUBTFUL


def test_where_only_spaces_end_a_value_no_other_blank_is_looked_for():
    careful, quick = both('{ type = "text" }', "", ["b12 ", "b12"], only_spaces=True)
    assert [row[1] for row in quick] == [DOUBTFUL, 0]
    assert careful[1] == quick[1]

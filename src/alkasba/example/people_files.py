"""What the shop system and the CRM export about customers, with faults among them."""

from pathlib import Path

from alkasba.example.engine import Engine
from alkasba.example.people import ONLY_IN_CRM
from alkasba.example.period import MONTHS, Month
from alkasba.example.planted import Counts, Planted
from alkasba.example.size import Size
from alkasba.example.writing import encode

HEADERS = (
    "Customer No", "Name", "E-mail", "Phone", "Street", "Birthday", "City", "Country", "Segment",
    "Customer since", "Valid from",
)  # fmt: skip
SPELLINGS = {"professional": ["professional", "Pro", "B2B"], "loyal": ["loyal", "loyal", "fidèle"]}
DAY = "%d.%m.%Y"
WRONG = {
    "type:joined_on": {"Customer since": "31.02.2025"},
    "choice:segment": {"Segment": "VIP"},
    "pattern:customer_id": {"Customer No": "X-{}"},
    "required:customer_id": {"Customer No": "n/a"},
    "range:born_on": {"Birthday": "14.07.1789"},
    "ragged": {"Country": "BE;BE;BE"},
}
"""Kind of fault -> header and what is written there. These people exist only as faults."""


def write_customers(engine: Engine, folder: Path, size: Size, planted: Planted) -> None:
    """Write the monthly extracts: everybody at first, then who is new or changed."""
    counts = planted.feed("customers", "customer")
    for month in MONTHS:
        _write_extract(engine, folder, month, size, counts)
    _count(engine, planted)


def _write_extract(engine: Engine, folder: Path, month: Month, size: Size, counts: Counts) -> None:
    is_first = month == MONTHS[0]
    since = "true" if is_first else f"changed_on >= DATE '{month.first}'"
    rows = f"SELECT * FROM told WHERE changed_on <= DATE '{month.last}' AND {since}"
    engine.run(f"CREATE OR REPLACE TABLE extract AS {rows}")
    path = folder / "customers" / f"{month}.csv"
    engine.write_lines(_extract_lines(month, size), path)
    encode(path, "cp1252" if is_first else "utf-8")
    told = engine.numbers("SELECT count(*) FROM extract")[0][0]
    copied = min(told, size.faults)
    counts.records += told + copied + len(WRONG) * size.faults
    counts.add("duplicates", "exact", copied)
    for kind in WRONG:
        counts.add("rejected", kind, size.faults)


def _extract_lines(month: Month, size: Size) -> str:
    """The header, everybody, some of them a second time, and people who are not there at all."""
    delimiter = ";" if month < Month(2026, 1) else ","
    line = f"concat_ws('{delimiter}', {', '.join(FIELDS)})"
    wrong = "".join(
        f" UNION ALL SELECT 3, {number}, '{text}'"
        for number, text in enumerate(_wrong_lines(month, delimiter, size))
    )
    return f"""SELECT line FROM (
        SELECT 0 AS part, 0 AS n, '{delimiter.join(HEADERS)}' AS line
        UNION ALL SELECT 1, row_number() OVER (ORDER BY n, changed_on), {line} FROM extract
        UNION ALL SELECT 2, n, {line} FROM (
            SELECT * FROM extract ORDER BY draw(h, 33), n, changed_on LIMIT {size.faults})
        {wrong}
    ) ORDER BY part, n, line"""


def _segment() -> str:
    cases = " ".join(
        f"WHEN '{name}' THEN {texts}[draw(h, 34) % {len(texts)} + 1]"
        for name, texts in SPELLINGS.items()
    )
    return f"CASE segment {cases} ELSE segment END"


FIELDS = (
    "customer_id",
    "name",
    "email",
    "CASE WHEN draw(h, 35) % 100 < 10 THEN ['', 'n/a', '-'][draw(h, 36) % 3 + 1] ELSE phone END",
    "street",
    f"CASE WHEN hides_birthday THEN '' ELSE strftime(born_on, '{DAY}') END",
    "city",
    "country",
    _segment(),
    f"strftime(joined_on, '{DAY}')",
    f"strftime(changed_on, '{DAY}')",
)


def _wrong_lines(month: Month, delimiter: str, size: Size) -> list[str]:
    """Lines about people who are not among the customers."""
    lines = []
    for place, texts in enumerate(WRONG.values()):
        for number in range(size.faults):
            code = 9_500_000 + MONTHS.index(month) * 1000 + place * 100 + number
            row = dict(zip(HEADERS, _somebody(code, month), strict=True))
            row |= {header: text.format(code) for header, text in texts.items()}
            lines.append(delimiter.join(row.values()).replace(";", delimiter))
    return lines


def _somebody(code: int, month: Month) -> tuple[str, ...]:
    day = month.first.strftime(DAY)
    return (
        f"C{code}", "Nemo Nescio", f"nemo{code}@example.org", "06 39 98 00 00", "1 rue Vide",
        "01.01.1980", "Lyon", "FR", "new", day, day,
    )  # fmt: skip


def _count(engine: Engine, planted: Planted) -> None:
    counts = planted.feed("customers", "customer")
    spelled, members, moved = engine.numbers(f"""
        SELECT count(*) FILTER ({_segment()} <> segment), count(DISTINCT n),
            count(*) FILTER (kind = 'moved') FROM told""")[0]
    counts.add("respelled", "segment", spelled)
    planted.good["customer"] = {
        "members_of_shop": members,
        "versions_of_shop": members + moved,
        "moves": moved,
    }


def write_contacts(engine: Engine, folder: Path, size: Size, planted: Planted) -> None:
    """Write the contacts of the CRM: half of the customers, and a few who never bought."""
    only = size.customers // ONLY_IN_CRM
    engine.run(_contacts(only))
    engine.write_lines(_CONTACT_LINES, folder / "crm" / "contacts.json")
    _count_contacts(engine, planted, only)


def _contacts(only: int) -> str:
    """One in five has another e-mail in the CRM than in the shop system."""
    return f"""
        CREATE OR REPLACE TABLE contact AS
        SELECT n, customer_id, name, joined_on AS since, phone,
            CASE WHEN draw(h, 91) % 100 < 20 THEN 'contact' || n || '@example.com' ELSE email END
                AS email,
            draw(h, 91) % 100 < 20 AS is_other, draw(h, 92) % 100 < 60 AS newsletter
        FROM told WHERE kind = 'first' AND draw(h, 90) % 100 < 50
        UNION ALL
        SELECT 8000000 + i, 'C' || (8000000 + i), 'Curious ' || i, DATE '2026-01-05',
            '06 39 98 00 01', 'contact' || i || '@example.com', false, true
        FROM range({only}) AS r(i)"""


_CONTACT_LINES = """
    SELECT text FROM (
        SELECT 0 AS n, '{"contacts": [' AS text
        UNION ALL
        SELECT n, '{"reference": "' || customer_id || '", "person": {"name": "' || name
            || '", "email": "' || email || '", "phone": "' || phone
            || '"}, "newsletter": ' || newsletter || ', "since": "' || since || '"}'
            || CASE WHEN n = (SELECT max(n) FROM contact) THEN '' ELSE ',' END
        FROM contact
        UNION ALL SELECT 99999999, ']}'
    ) ORDER BY n"""


def _count_contacts(engine: Engine, planted: Planted, only: int) -> None:
    contacts, others, readers = engine.numbers(
        "SELECT count(*), count(*) FILTER (is_other), count(*) FILTER (newsletter) FROM contact"
    )[0]
    planted.feed("crm", "customer").records += contacts
    good = planted.good["customer"]
    planted.good["customer"] = {
        "members": good["members_of_shop"] + only,
        "versions": good["versions_of_shop"] + only,
        "moves": good["moves"],
        "only_in_crm": only,
        "in_both": contacts - only,
        "other_email_in_crm": others,
        "newsletter": readers,
    }

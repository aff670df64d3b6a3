"""Each rule of good practice for a model of Power BI holds of every shop, or has a named exception.

docs/why/power-bi.md lists the rules and why an exception is one.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from alkasba.derive.names import CALENDAR
from alkasba.derive.powerbi.columns import EXACT_DECIMALS, columns_of
from alkasba.derive.powerbi.model import Place, model_files
from alkasba.derive.powerbi.pbir.grid import MOST_VISUALS
from alkasba.derive.powerbi.pbir.report import report_files
from alkasba.derive.powerbi.roles import roles_of
from alkasba.flows.opening import KINDS
from alkasba.model.read import read_shop
from alkasba.model.shop import Shop
from tests.house.repository import ROOT, SOURCE

SHOPS = sorted(
    path.parent
    for place in (SOURCE / "example", SOURCE / "ready", ROOT / "tests/shops")
    for path in place.glob("*/shop.toml")
)
OBJECT = re.compile(r"(\w+) ('(?:[^']|'')*'|[^\s=]+)(?: =\s?(.*))?")
TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")|(?P<table>'(?:[^']|'')*')|\[(?P<column>(?:[^\]]|\]\])*)\]"""
    r"""|(?P<other>.)""",
    re.DOTALL,
)


@dataclass(slots=True)
class Thing:
    """A measure, a column, a partition, a hierarchy of a table."""

    kind: str
    table: str
    name: str
    dax: str = ""
    about: str = ""
    said: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.table}.{self.name}"

    def value(self, key: str) -> str | None:
        """What is said of it; nothing where it is not."""
        found = [line.partition(": ")[2] for line in self.said if line.startswith(f"{key}: ")]
        return found[0] if found else None


@dataclass(frozen=True)
class Project:
    """The text of a shop's model and report, taken apart."""

    shop: Shop
    model: dict[str, str]
    report: dict[str, str]

    @property
    def things(self) -> list[Thing]:
        tables = [text for path, text in self.model.items() if path.startswith("tables/")]
        return [thing for text in tables for thing in things_of(text)]

    def those(self, kind: str) -> list[Thing]:
        return [thing for thing in self.things if thing.kind == kind]

    @property
    def columns(self) -> dict[str, Thing]:
        return {str(column): column for column in self.those("column")}

    @property
    def ends(self) -> list[tuple[str, str]]:
        """From which column to which each relationship leads."""
        pattern = r"\tfromColumn: (.*)\n\ttoColumn: (.*)\n"
        found = re.findall(pattern, self.model["relationships.tmdl"])
        return [(plain(start), plain(end)) for start, end in found]

    @property
    def pages(self) -> Iterator[tuple[str, dict, list[dict]]]:
        for path in self.report:
            if path.endswith("/page.json"):
                inside = f"{path.removesuffix('page.json')}visuals/"
                visuals = [
                    json.loads(text)
                    for name, text in self.report.items()
                    if name.startswith(inside) and name.endswith("/visual.json")
                ]
                yield path, json.loads(self.report[path]), visuals


def plain(name: str) -> str:
    """A name without its quotes.

    >>> plain("'product supplier'.supplier_key")
    'product supplier.supplier_key'
    """
    return re.sub(r"'((?:[^']|'')*)'", lambda found: found[1].replace("''", "'"), name)


def things_of(text: str) -> list[Thing]:
    """What a table is made of, from its file."""
    lines = text.splitlines()
    head = next(line for line in lines if line.startswith("table "))
    table, about, found = plain(head.removeprefix("table ")), "", []
    for line in lines:
        depth = len(line) - len(line.lstrip("\t"))
        is_head = depth == 1 and (hit := OBJECT.fullmatch(line[1:])) is not None
        if depth == 1 and line.startswith("\t/// "):
            about = line[5:]
        elif is_head and hit is not None:
            found.append(Thing(hit[1], table, plain(hit[2]), hit[3] or "", about))
            about = ""
        elif depth == 2 and found:
            found[-1].said.append(line.strip())
        elif depth > 2 and found and found[-1].kind in ("measure", "column"):
            found[-1].dax += line[3:] + "\n"
    return found


def project(folder: Path) -> Project:
    shop = read_shop(folder, {name: kind.options for name, kind in KINDS.items()})
    has_pages = any(dashboard.tiles for dashboard in shop.dashboards.values())
    place = Place("db.example:5432", "shop")
    return Project(shop, model_files(shop, place), report_files(shop) if has_pages else {})


def money_is_exact(found: Project) -> Iterator[str]:
    """Exception: a number with more digits than Power BI keeps exactly; money never has."""
    roles = roles_of(found.shop)
    for column in found.those("column"):
        if column.value("dataType") == "double":
            known = (
                {}
                if column.table in found.shop.parameters
                else columns_of(found.shop, roles, column.table)
            )
            declared = known[column.name].declared if column.name in known else None
            if declared is None or declared.type != "number" or declared.decimals <= EXACT_DECIMALS:
                yield str(column)


def one_table_of_dates_is_marked(found: Project) -> Iterator[str]:
    if "dataCategory: Time" not in found.model["tables/calendar.tmdl"]:
        yield "calendar is not marked"
    if "isKey" not in found.columns["calendar.day"].said:
        yield "its day is no key"
    if "annotation __PBI_TimeIntelligenceEnabled = 0" not in found.model["model.tmdl"]:
        yield "Desktop makes tables of dates"


def foreign_keys_are_hidden(found: Project) -> Iterator[str]:
    for start, end in found.ends:
        # Other days of a fact are what rows are looked at by, and no keys.
        if end != "calendar.day" and "isHidden" not in found.columns[start].said:
            yield start


def numbers_of_facts_are_hidden(found: Project) -> Iterator[str]:
    """Exception: what DAX calculates row by row, which is there to cut by."""
    for column in found.those("column"):
        is_number = column.value("dataType") in ("int64", "decimal", "double")
        is_stored_number = column.table in found.shop.facts and is_number and not column.dax
        if is_stored_number and "isHidden" not in column.said:
            yield str(column)


def primary_keys_are_marked(found: Project) -> Iterator[str]:
    for _, end in found.ends:
        if "isKey" not in found.columns[end].said:
            yield end


def relationships_are_of_one_type(found: Project) -> Iterator[str]:
    for start, end in found.ends:
        types = {found.columns[name].value("dataType") for name in (start, end)}
        if len(types) > 1:
            yield f"{start} -> {end}"


def relationships_lead_from_many_to_one_in_one_way(found: Project) -> Iterator[str]:
    for word in ("crossFilteringBehavior", "fromCardinality", "toCardinality"):
        if word in found.model["relationships.tmdl"]:
            yield word


def columns_are_told_with_their_table_and_measures_without(found: Project) -> Iterator[str]:
    columns, measures = found.columns, {measure.name for measure in found.those("measure")}
    for thing in found.things:
        before = None
        for token in TOKEN.finditer(thing.dax):
            name = token["column"]
            if name is not None:
                name = name.replace("]]", "]")
                if before is not None and f"{before}.{name}" not in columns:
                    yield f"{thing}: '{before}'[{name}]"
                # What a function names itself for the length of an expression begins so.
                if before is None and name not in measures and not name.startswith("@"):
                    yield f"{thing}: [{name}]"
            before = plain(token["table"]) if token["table"] else None


def quotients_are_told_by_divide(found: Project) -> Iterator[str]:
    for thing in found.things:
        if any(token["other"] == "/" for token in TOKEN.finditer(thing.dax)):
            yield str(thing)


def errors_are_not_hidden(found: Project) -> Iterator[str]:
    for thing in found.things:
        if "IFERROR" in thing.dax:
            yield str(thing)


def measures_have_a_description_and_a_format(found: Project) -> Iterator[str]:
    """Exception: the format of a measure that gives a text or a flag."""
    for measure in found.those("measure"):
        if not measure.about:
            yield f"{measure} has no description"
        declared = found.shop.measures.get(measure.name)
        is_text = declared is not None and declared.formula_text.startswith(("max(", "min("))
        if not measure.value("formatString") and not is_text:
            yield f"{measure} has no format"


def shares_and_whole_numbers_have_their_format(found: Project) -> Iterator[str]:
    for measure in found.those("measure"):
        declared = found.shop.measures.get(measure.name)
        is_share = declared is not None and declared.unit == "%"
        if is_share != (measure.value("formatString") == "0.0 %") and declared is not None:
            yield str(measure)
    for column in found.those("column"):
        if column.value("dataType") == "int64" and column.value("formatString") != "0":
            yield str(column)


def periods_stand_in_the_order_of_time(found: Project) -> Iterator[str]:
    """No name of a month is there that would need a number to be sorted by: texts sort as days."""
    for column in found.those("column"):
        is_text = column.table == "calendar" and column.value("dataType") == "string"
        if is_text and not str(CALENDAR[column.name].pattern).startswith(r"\d{4}-"):
            yield str(column)


def descriptions_have_no_odd_signs(found: Project) -> Iterator[str]:
    for path, text in found.model.items():
        for line in text.split("\n"):
            told = line.strip("\t")
            if told.startswith("///") and not (told.isprintable() and told == told.strip()):
                yield f"{path}: {told!r}"


def partitions_are_called_as_their_table(found: Project) -> Iterator[str]:
    for partition in found.those("partition"):
        if partition.name != partition.table:
            yield str(partition)


def nothing_is_calculated_for_nothing(found: Project) -> Iterator[str]:
    """Exception: what the warehouse holds; a column that nobody asks for is in no query."""
    used = {name for ends in found.ends for name in ends}
    for thing in found.things:
        for one, two in pairwise(TOKEN.finditer(thing.dax)):
            if one["table"] and two["column"] is not None:
                used.add(f"{plain(one['table'])}.{two['column']}")
    for column in found.those("column"):
        if column.dax and "isHidden" in column.said and str(column) not in used:
            yield str(column)


def nothing_is_summed_by_itself(found: Project) -> Iterator[str]:
    for column in found.those("column"):
        if column.value("summarizeBy") != "none":
            yield str(column)


def visuals_have_a_text_for_who_cannot_see_them(found: Project) -> Iterator[str]:
    for path, _, visuals in found.pages:
        for visual in visuals:
            general = visual["visual"].get("visualContainerObjects", {}).get("general", [{}])
            if not general[0].get("properties", {}).get("altText"):
                yield f"{path}: {visual['name']}"


def colours_are_those_of_the_theme(found: Project) -> Iterator[str]:
    for path, text in found.report.items():
        if path.startswith("definition/") and re.search(r"#[0-9A-Fa-f]{6}\b", text):
            yield path


def pages_have_few_visuals(found: Project) -> Iterator[str]:
    for path, _, visuals in found.pages:
        if len(visuals) > MOST_VISUALS:
            yield f"{path}: {len(visuals)}"


def pages_do_not_scroll(found: Project) -> Iterator[str]:
    """Exception: the size of a hint is that of the hint itself."""
    for path, page, visuals in found.pages:
        if page["displayOption"] != "FitToPage" and page.get("type") != "Tooltip":
            yield path
        for place in (visual["position"] for visual in visuals):
            is_inside = (
                place["x"] + place["width"] <= page["width"]
                and place["y"] + place["height"] <= page["height"]
            )
            if not is_inside:
                yield f"{path}: {place}"


Rule = Callable[[Project], Iterator[str]]
RULES: tuple[Rule, ...] = (
    money_is_exact,
    one_table_of_dates_is_marked,
    foreign_keys_are_hidden,
    numbers_of_facts_are_hidden,
    primary_keys_are_marked,
    relationships_are_of_one_type,
    relationships_lead_from_many_to_one_in_one_way,
    columns_are_told_with_their_table_and_measures_without,
    quotients_are_told_by_divide,
    errors_are_not_hidden,
    measures_have_a_description_and_a_format,
    shares_and_whole_numbers_have_their_format,
    periods_stand_in_the_order_of_time,
    descriptions_have_no_odd_signs,
    partitions_are_called_as_their_table,
    nothing_is_calculated_for_nothing,
    nothing_is_summed_by_itself,
    visuals_have_a_text_for_who_cannot_see_them,
    colours_are_those_of_the_theme,
    pages_have_few_visuals,
    pages_do_not_scroll,
)


@pytest.fixture(scope="module", params=SHOPS, ids=lambda folder: folder.name)
def found(request: pytest.FixtureRequest) -> Project:
    return project(request.param)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_holds(found: Project, rule: Rule) -> None:
    assert list(rule(found)) == []


SPARE = "\tcolumn spare = 1\n\t\tdataType: int64\n\t\tisHidden\n\n\tpartition sale = m"
BROKEN: tuple[tuple[Rule, str, str], ...] = (
    (money_is_exact, "dataType: decimal", "dataType: double"),
    (one_table_of_dates_is_marked, "\tdataCategory: Time\n", ""),
    (one_table_of_dates_is_marked, "__PBI_TimeIntelligenceEnabled = 0", "other = 0"),
    (foreign_keys_are_hidden, r"(column warehouse_key\n.*\n)\t\tisHidden\n", r"\1"),
    (numbers_of_facts_are_hidden, r"(column quantity\n.*\n)\t\tisHidden\n", r"\1"),
    (primary_keys_are_marked, "\t\tisKey\n", ""),
    (
        relationships_are_of_one_type,
        r"(warehouse_key\n\t\tdataType: )int64(\n\t\tisHidden\n\t\tf)",
        r"\1string\2",
    ),
    (
        relationships_lead_from_many_to_one_in_one_way,
        "\tfromColumn",
        "\ttoCardinality: many\n\tfromColumn",
    ),
    (columns_are_told_with_their_table_and_measures_without, r" \[orders\]", " 'sale'[orders]"),
    (columns_are_told_with_their_table_and_measures_without, r"'sale'\[net\]", "[net]"),
    (quotients_are_told_by_divide, "DIVIDE", "1 / DIVIDE"),
    (errors_are_not_hidden, r"DIVIDE\(\[margin\]", "IFERROR([margin]"),
    (measures_have_a_description_and_a_format, "\t/// Sales after", "\t// Sales after"),
    (measures_have_a_description_and_a_format, "\t\tformatString: #,0.00\n", ""),
    (shares_and_whole_numbers_have_their_format, "formatString: 0.0 %", "formatString: 0.0"),
    (shares_and_whole_numbers_have_their_format, "\t\tformatString: 0\n", ""),
    (periods_stand_in_the_order_of_time, "dataType: int64", "dataType: string"),
    (descriptions_have_no_odd_signs, "/// Sales", "/// Sa\u200bles"),
    (partitions_are_called_as_their_table, "partition sale ", "partition sales "),
    (nothing_is_calculated_for_nothing, "\tpartition sale = m", SPARE),
    (nothing_is_summed_by_itself, "summarizeBy: none", "summarizeBy: sum"),
    (visuals_have_a_text_for_who_cannot_see_them, '"altText"', '"title"'),
    (colours_are_those_of_the_theme, '"20D"', "\"'#FF0000'\""),
    (pages_do_not_scroll, "FitToPage", "ActualSize"),
)


@pytest.mark.parametrize(("rule", "old", "new"), BROKEN)
def test_a_rule_is_broken_by_what_breaks_it(rule: Rule, old: str, new: str) -> None:
    right = project(SOURCE / "example/shop")
    model, report = (
        {path: re.sub(old, new, text) for path, text in files.items()}
        for files in (right.model, right.report)
    )
    assert list(rule(Project(right.shop, model, report)))


def test_a_page_with_many_visuals_is_found() -> None:
    right = project(SOURCE / "example/shop")
    path, text = next(one for one in right.report.items() if one[0].endswith("/visual.json"))
    folder = path.split("/visuals/")[0]
    more = {f"{folder}/visuals/{n}/visual.json": text for n in range(MOST_VISUALS)}
    found = Project(right.shop, right.model, right.report | more)
    assert list(pages_have_few_visuals(found))


def test_every_rule_was_seen_to_fail() -> None:
    assert {rule for rule, _, _ in BROKEN} | {pages_have_few_visuals} == set(RULES)

"""tables/NAME.toml -> Table."""

import re
from dataclasses import replace
from typing import Literal as Word

from alkasba.model.entry import Entry
from alkasba.model.expression import Literal, names
from alkasba.model.formula import looks_at_members
from alkasba.model.links import reachable
from alkasba.model.recommend import read_recommend
from alkasba.model.search import read_search
from alkasba.model.table import (
    DECIMALS,
    TYPES,
    Column,
    Measure,
    OverTime,
    Pairs,
    Reckoning,
    Span,
    Table,
    written_name,
)

TAKES = ("last", "first", "min", "max", "avg")
PERIODS = ("week", "month", "quarter", "year")
TAKES_OF_PERIODS = ("stddev", "avg", "min", "max")
OF_PAIRS = {
    "of": 'say the fact whose rows meet: of = "sale".',
    "same": 'say what rows that meet have in common: same = "order_id".',
    "item": 'say which reference leads to what meets: item = "product".',
}
WITHIN = re.compile(r"([1-9]\d{0,3}) (day|week|month|year)s?")


def read_table(name: str, entry: Entry) -> Table:
    """One fact or dimension with its columns and measures."""
    key = entry.words("key")
    day = entry.text_or_none("day")
    kind = entry.one_of("kind", ("fact", "dimension"), default="dimension")
    needed = {*key, *([day] if day else [])}
    declared = {n: _column(n, part, n in needed) for n, part in entry.parts("columns").items()}
    columns = _with_late(_with_written(declared, entry))
    table = Table(
        name=name,
        kind="fact" if kind == "fact" else "dimension",
        columns=columns,
        key=key,
        day=day,
        about=entry.text("about"),
        label=entry.text_or_none("label"),
        history=entry.words("history"),
        measures={n: _measure(n, name, part) for n, part in entry.parts("measures").items()},
        merge=_merge(entry.part("merge")),
        rejects_at_most=entry.share_or_none("rejects_at_most"),
        pairs=_pairs(entry),
        owner=entry.text("owner"),
        title=entry.in_languages("title") or {},
        search=read_search(name, entry),
        recommend=read_recommend(entry),
    )
    if "kind" not in entry.data:
        entry.wrong("kind", "say whether this is a fact or a dimension.")
    entry.finish()
    return table


def _pairs(entry: Entry) -> Pairs | None:
    if "pairs" not in entry.data:
        return None
    part = entry.part("pairs")
    where, where_text = part.formula("where")
    pairs = Pairs(part.text("of"), part.text("same"), part.text("item"), where, where_text)
    for name, needed in OF_PAIRS.items():
        if name not in part.data:
            part.wrong(name, needed)
    part.finish()
    return pairs


def _column(name: str, entry: Entry, needed: bool) -> Column:
    formula, formula_text = entry.formula("formula")
    refers = entry.text_or_none("refers")
    kind = entry.one_of("type", TYPES, default="code")
    if refers is None and "type" not in entry.data:
        entry.wrong("type", f'say what it holds: {", ".join(TYPES)}, or refers = "a dimension".')
    if not name.isidentifier():
        entry.wrong("", f"'{name}' is no name for a column: letters, digits and _ only.")
    column = Column(
        name=name,
        type="code" if refers else kind,
        about=entry.text("about"),
        unit=entry.text("unit"),
        required=entry.flag("required", default=needed) or needed,
        missing=entry.value("missing"),
        at_least=entry.value("at_least"),
        at_most=entry.value("at_most"),
        decimals=entry.whole("decimals", default=DECIMALS.get(kind, 0)),
        round=entry.flag("round"),
        case=_case(entry),
        choices=entry.words("choices"),
        spellings=_spellings(entry.part("spellings")),
        pattern=entry.text_or_none("pattern"),
        refers=refers,
        personal=entry.text_or_none("personal"),
        formula=formula,
        formula_text=formula_text,
        currency=entry.text_or_none("currency"),
        reckoned=_reckoning(entry),
    )
    entry.finish()
    return column


def _reckoning(entry: Entry) -> Reckoning | None:
    measure = entry.text_or_none("measure")
    by, within = entry.text_or_none("by"), _within(entry)
    per = entry.one_of("per", PERIODS, default="month") if "per" in entry.data else None
    take = None
    if "take" in entry.data:
        take = entry.one_of("take", TAKES_OF_PERIODS, default="stddev")
    # Named to be known as keys also where they are not said.
    entry.known += ["per", "take"]
    if measure is not None:
        return Reckoning(measure, by, within, per, take)
    for name in ("by", "within", "per", "take"):
        if name in entry.data:
            entry.wrong(name, 'it says how a measure is asked; add measure = "its name".')
    return None


def _within(entry: Entry) -> Span | None:
    text = entry.text("within")
    if not text:
        return None
    found = WITHIN.fullmatch(text)
    if found is None:
        entry.wrong("within", f"a span such as 12 months or 90 days is needed, not '{text}'.")
        return None
    return Span(int(found[1]), found[2])


def _with_late(columns: dict[str, Column]) -> dict[str, Column]:
    """The columns; those marked that other tables say something of, and what is made of them."""
    links = {name: _own_names(column) for name, column in columns.items()}
    late = {name for name, column in columns.items() if _is_told_elsewhere(column)}
    return {
        name: replace(column, is_late=name in late or not late.isdisjoint(reachable(links, name)))
        for name, column in columns.items()
    }


def _own_names(column: Column) -> list[str]:
    return [part.name for part in names(column.formula) if not part.of] if column.formula else []


def _is_told_elsewhere(column: Column) -> bool:
    if column.reckoned is not None or column.formula is None:
        return column.reckoned is not None
    return any(part.of for part in names(column.formula)) or looks_at_members(column.formula)


def _with_written(declared: dict[str, Column], entry: Entry) -> dict[str, Column]:
    """The columns; beside each amount in a currency of its own, what was written."""
    columns: dict[str, Column] = {}
    for name, column in declared.items():
        columns[name] = column
        if column.currency is None:
            continue
        written = written_name(name)
        if written in declared:
            what = f"'{written}' holds what was written for {name}. Choose another name."
            entry.wrong(f"columns.{written}", what)
        about = f"{name} as it was written, in the currency that {column.currency} says"
        columns[written] = Column(
            written,
            column.type,
            about,
            decimals=column.decimals,
            personal=column.personal,
            written_of=name,
        )
    return columns


def _case(entry: Entry) -> Word["upper", "lower"] | None:
    if "case" not in entry.data:
        return None
    return (
        "lower" if entry.one_of("case", ("upper", "lower"), default="upper") == "lower" else "upper"
    )


def _spellings(entry: Entry) -> dict[str, tuple[str, ...]]:
    return {name: entry.words(name) for name in entry.data}


def _measure(name: str, table: str, entry: Entry) -> Measure:
    formula, formula_text = entry.formula("formula")
    where, where_text = entry.formula("where")
    if not formula_text:
        entry.wrong("formula", "a measure needs a formula.")
    if not name.isidentifier():
        entry.wrong("", f"'{name}' is no name for a measure: letters, digits and _ only.")
    measure = Measure(
        name=name,
        table=table,
        formula=formula or Literal(False),
        formula_text=formula_text,
        where=where,
        where_text=where_text,
        over_time=_over_time(entry),
        only_by=_only_by(entry),
        about=entry.text("about"),
        unit=entry.text("unit"),
    )
    entry.finish()
    return measure


def _only_by(entry: Entry) -> dict[str, str] | None:
    if not isinstance(entry.data.get("only_by"), dict):
        return {name: name for name in entry.words("only_by")} if "only_by" in entry.data else None
    part = entry.part("only_by")
    renamed = {name: part.text(name) for name in list(part.data)}
    part.finish()
    return renamed


def _over_time(entry: Entry) -> OverTime | None:
    if "over_time" not in entry.data:
        return None
    if isinstance(entry.data["over_time"], str):
        return OverTime(entry.one_of("over_time", TAKES, default="last"))
    part = entry.part("over_time")
    rule = OverTime(part.one_of("take", TAKES, default="last"), part.words("per"))
    part.finish()
    return rule


def _merge(entry: Entry) -> dict[str, tuple[str, ...]]:
    return {name: entry.words(name) for name in entry.data}

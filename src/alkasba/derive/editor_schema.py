"""JSON Schemas of the declarations, so that an editor completes and checks them while you write."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from alkasba.derive.query.question import COMPARES
from alkasba.model.dashboard import SHOWS
from alkasba.model.policy import BASES
from alkasba.model.read_source import KINDS
from alkasba.model.read_table import TAKES
from alkasba.model.table import DECIMALS, TYPES
from alkasba.settings import DEFAULTS

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORD = r"^[A-Za-z_]\w*$"
"""What a table, a column and a measure may be called."""
LIMITED = ("whole", "number", "money", "day", "moment")
OPTIONS = {
    "choices": ("choice",),
    "spellings": ("choice",),
    "case": ("code",),
    "pattern": ("code", "text"),
    "decimals": tuple(DECIMALS),
    "round": tuple(DECIMALS),
    "at_least": LIMITED,
    "at_most": LIMITED,
}
"""Option of a column -> the types that have it; an option that is not here, all have."""


def editor_schemas() -> dict[str, str]:
    """File name -> text of each schema: one for each kind of file in a shop."""
    kinds = {
        "alkasba": _alkasba(),
        "shop": _shop(),
        "policy": _policy(),
        "table": _table(),
        "source": _source(),
        "dashboard": _dashboard(),
    }
    return {f"{kind}.schema.json": _told(kind, schema) for kind, schema in kinds.items()}


def _told(kind: str, schema: Schema) -> str:
    whole = {"$schema": DIALECT, "title": f"Alkasba: {kind}", **schema}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _of(kind: str, about: str, **more: Any) -> Schema:
    return {"type": kind, "description": about, **more}


def _text(about: str, **more: Any) -> Schema:
    return _of("string", about, **more)


def _flag(about: str) -> Schema:
    return _of("boolean", about)


def _whole(about: str, least: int = 0, most: int | None = None) -> Schema:
    return _of("integer", about, minimum=least, **({} if most is None else {"maximum": most}))


def _share(about: str) -> Schema:
    return _of("number", about, minimum=0, maximum=1)


def _value(about: str) -> Schema:
    return {"type": ["string", "number", "boolean"], "description": about}


def _limit(about: str) -> Schema:
    return {"type": ["string", "number"], "description": about}


def _word(about: str, words: Iterable[str]) -> Schema:
    return {"enum": list(words), "description": about}


def _words(about: str, **items: Any) -> Schema:
    """One text or several."""
    item = {"type": "string", **items}
    return {"anyOf": [item, {"type": "array", "items": item}], "description": about}


def _part(about: str, properties: Mapping[str, Schema], needed: Iterable[str] = ()) -> Schema:
    """A table with known keys only."""
    schema = _of("object", about, properties=dict(properties), additionalProperties=False)
    return schema | ({"required": list(needed)} if needed else {})


def _named(about: str, each: Schema, names: str = WORD) -> Schema:
    """A table whose keys are names that the owner chooses."""
    return _of("object", about, propertyNames={"pattern": names}, additionalProperties=each)


def _either(about: str, *ways: Schema) -> Schema:
    return {"anyOf": list(ways), "description": about}


SETTINGS = {
    "warehouse.url": "where the warehouse is: duckdb:FILE",
    "warehouse.memory": "how much memory it may use: 2GB; else 60 % of the machine's, at most 4 GB",
    "warehouse.threads": "how many cores it may use; all where not said",
    "privacy.key_file": "the file of the key that makes pseudonyms",
    "privacy.vault": "the file of the personal values that stay out of the warehouse",
}


def _alkasba() -> Schema:
    sections: dict[str, dict[str, Schema]] = {}
    for name, default in DEFAULTS.items():
        section, key = name.split(".", 1)
        about = SETTINGS.get(name, name.replace(".", ": "))
        value: Schema = {"type": ["string", "integer"], "description": about}
        sections.setdefault(section, {})[key] = value | ({"default": default} if default else {})
    parts = {name: _part(f"Settings of the {name}", keys) for name, keys in sections.items()}
    places = _named("Names for folders, used as {name} in sources", {"type": "string"}, ".")
    return _part("Where things are, never what they mean", {"places": places, **parts})


def _shop() -> Schema:
    return _part(
        "What the shop is",
        {
            "name": _text("the name that people read"),
            "currency": _text("of all amounts", pattern="^[A-Z]{3}$", default="EUR"),
            "timezone": _text("decides which day a moment falls on", default="UTC"),
            "fiscal_year_starts": _whole("month in which the fiscal year starts", 1, 12),
        },
    )


def _policy() -> Schema:
    personal = _part(
        "A class of personal data",
        {
            "about": _text("what belongs to it"),
            "basis": _word("the lawful basis on which it is kept", BASES),
            "keep_months": _whole("how long it is kept", 1),
            "analytic": _flag("enters the warehouse as it is; no other class does"),
            "on_erasure": _word("what becomes of it", ("delete", "anonymise", "keep")),
        },
    )
    role = _part("Who sees what", {"sees": _words("the classes that this role may see")})
    parts = {"classes": _named("Classes, by name", personal), "roles": _named("Roles", role)}
    return _part("Classes of personal data, and the roles that see them", parts)


def _table() -> Schema:
    merge = _words("the sources, the one that wins first")
    return _part(
        "One table: a fact, or a dimension that facts refer to",
        {
            "about": _text("what one row stands for"),
            "kind": _word("a fact happened on a day; a dimension is referred to", KINDS_OF_TABLE),
            "key": _words("the columns that tell rows apart"),
            "day": _text("a fact's day; in a dimension the day that a row holds from"),
            "label": _text("dimension: the column that people read; the key where not said"),
            "history": _words("dimension: columns kept with valid_from and valid_to"),
            "rejects_at_most": _share("share of rejected rows at which a run stops"),
            "columns": _named("Columns, in the order of the warehouse", _column()),
            "measures": _named("Numbers with a meaning", _measure()),
            "merge": _named(
                "Which source wins, by column; * is every other", _words(""), r"^\*$|\w"
            ),
        },
        needed=("kind", "columns"),
    )


KINDS_OF_TABLE = ("fact", "dimension")


def _column() -> Schema:
    column = _part(
        "A column",
        {
            "type": _word("what it holds", TYPES),
            "refers": _text("the dimension whose key it holds; stands in place of type"),
            "about": _text("what it means"),
            "unit": _text("what it is counted in"),
            "required": _flag("a blank rejects the row"),
            "missing": _value("what stands in for a blank"),
            "personal": _text("a class of policy.toml, or none"),
            "formula": _text("how it is calculated from columns of its own table"),
            "choices": _words("the values of a choice"),
            "spellings": _named("how else a choice is written", _words("its spellings"), "."),
            "case": _word("letters are changed to", ("upper", "lower")),
            "pattern": _text("a regular expression that the whole value matches"),
            "decimals": _whole("digits after the point", 0, 12),
            "round": _flag("more digits are rounded; where not said they reject the row"),
            "at_least": _limit("the least allowed"),
            "at_most": _limit('the most allowed; of a day also "today"'),
        },
    )
    return column | {"oneOf": [{"required": ["type"]}, {"required": ["refers"]}], "allOf": _only()}


def _only() -> list[Schema]:
    """An option needs a type that has it; a choice needs its choices."""
    rules = [
        {"if": {"required": [option]}, "then": _has_type(types)}
        for option, types in OPTIONS.items()
    ]
    is_choice = {"properties": {"type": {"const": "choice"}}, "required": ["type"]}
    return [*rules, {"if": is_choice, "then": {"required": ["choices"]}}]


def _has_type(types: Iterable[str]) -> Schema:
    """A reference holds a key, which is a code."""
    refers: Schema = {"required": ["refers"]} if "code" in types else {"not": {}}
    typed = {"properties": {"type": {"enum": list(types)}}, "required": ["type"]}
    return {"anyOf": [typed, refers]}


def _measure() -> Schema:
    take = _word("which of a period's days is told", TAKES)
    rule = {"take": take, "per": _words("columns whose series are counted on days of their own")}
    return _part(
        "A measure",
        {
            "formula": _text("sum, count, count_distinct, min, max, avg, and other measures"),
            "where": _text("which rows count"),
            "over_time": _either(
                "for a level, which never adds up over days", take, _part("How it is told", rule)
            ),
            "about": _text("what it means"),
            "unit": _text("what it is counted in"),
        },
        needed=("formula",),
    )


FORMAT: dict[str, Schema] = {
    "decimal": _word("decimal sign", (".", ",")),
    "thousands": _text("what stands between thousands"),
    "currency": _words("currency signs that amounts carry"),
    "days": _words("how days are written: %d/%m/%Y"),
    "moments": _words("how moments are written: %d/%m/%Y %H:%M"),
    "blank": _words("what means nothing: n/a"),
    "yes": _words("what means true"),
    "no": _words("what means false"),
    "timezone": _text("of moments written without one"),
}


def _source() -> Schema:
    return _part(
        "One origin, how it writes values, and what it feeds",
        {
            "about": _text("where it comes from"),
            "kind": _word("of its files", KINDS),
            "files": _words("patterns; {place} is a folder of alkasba.toml; .gz, .zst, .zip too"),
            "encoding": _text("of the text; detected and reported where not said"),
            "delimiter": _text("between values; detected and reported where not said"),
            "quote": _text('around values; "" for none', maxLength=1),
            "header": _flag("whether the first line names the columns"),
            "skip": _whole("lines before the header"),
            "names": _words("the columns of files without a header"),
            "rows": _text("json: path of the rows; else the top array, or each line"),
            "format": _part("How values are written", FORMAT),
            "feeds": _named("What it feeds, by table", _feed()),
        },
        needed=("files",),
    )


def _feed() -> Schema:
    fields = _named("Column of ours = where it stands in the origin", _field())
    rule = {
        "by": _words("columns that tell rows apart"),
        "keep": _word("which one stays", ("last", "first", "highest")),
        "order": _text("the column that decides; else the order of files and rows"),
    }
    rules = (_word("all, or none that is equal", ("keep", "exact")), _part("By key", rule, ("by",)))
    return _part(
        "How one table is filled",
        {
            "rows": _text("json: rows nested in each row of the source"),
            "columns": fields,
            "duplicates": _either("which rows count as the same", *rules),
            "joins": _named("Other sources, found by key", _join()),
            "rejects_at_most": _share("share of rejected rows at which a run stops"),
        },
    )


def _field() -> Schema:
    field = {
        "from": _words("its header, or those it has had"),
        "value": _value("the same for every row"),
        "file": _text("a pattern whose first group is cut from the file's name"),
        "optional": _flag("may be absent from a file"),
        "drop_decimals": _flag("17850.0 is 17850"),
        **FORMAT,
    }
    return _either("where it stands", _words("a header"), _part("in detail", field))


def _join() -> Schema:
    on = _named("Name here = name there", {"type": "string"}, ".")
    join = {"source": _text("the other source; the name of the join where not said"), "on": on}
    return _part("Each row meets at most one row of another source", join, ("on",))


def _dashboard() -> Schema:
    return _part(
        "A page of tiles",
        {
            "title": _title(),
            "filters": _words("columns that the reader filters by"),
            "tiles": _of("array", "The tiles, in order", items=_tile()),
        },
    )


def _title() -> Schema:
    by_language = _named("By language: en, fr, ar", {"type": "string"}, "^[a-z]{2}$")
    return _either("what people read above it", {"type": "string"}, by_language)


def _tile() -> Schema:
    return _part(
        "One picture",
        {
            "show": _word("as what", SHOWS),
            "measure": _words("what is shown"),
            "by": _words("what it is cut by: month, category, product.supplier.country"),
            "where": _text("which rows count"),
            "order": _text("a measure or a column; - before it for descending"),
            "limit": _whole("how many rows", 1),
            "compare": _word("with which period", COMPARES),
            "title": _title(),
        },
        needed=("measure",),
    )

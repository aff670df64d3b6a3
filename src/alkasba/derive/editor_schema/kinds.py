"""JSON Schemas of the declarations, so that an editor completes and checks them while you write."""

import json
from collections.abc import Iterable, Iterator

from alkasba.derive.editor_schema.api import API
from alkasba.derive.editor_schema.pieces import (
    Schema,
    either,
    flag,
    limit,
    named,
    of,
    part,
    share,
    text,
    value,
    whole,
    word,
    words,
)
from alkasba.derive.editor_schema.recommending import recommend_part
from alkasba.derive.query.question import COMPARES
from alkasba.model.dashboard import SHOWS
from alkasba.model.policy import ALL, BASES, NONE
from alkasba.model.rates import AT_MOST_DAYS, CURRENCY
from alkasba.model.read_policy import MOST_DAYS
from alkasba.model.read_rates import TOLD
from alkasba.model.read_source import ANSWERS, FILE_KINDS
from alkasba.model.read_table import PERIODS, TAKES, TAKES_OF_PERIODS, WITHIN
from alkasba.model.table import DECIMALS, TYPES
from alkasba.settings import DEFAULTS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
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
    "currency": ("money",),
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
        "words": _words(),
    }
    return {f"{kind}.schema.json": _told(kind, schema) for kind, schema in kinds.items()}


def _told(kind: str, schema: Schema) -> str:
    titled = {"$schema": DIALECT, "title": f"Alkasba: {kind}", **schema}
    return json.dumps(titled, indent=2, ensure_ascii=False) + "\n"


SETTINGS = {
    "warehouse.url": "where the warehouse is: duckdb:FILE, or postgresql://USER@HOST/DATABASE",
    "warehouse.memory": "how much memory it may use: 2GB; else 60 % of the machine's, at most 4 GB",
    "warehouse.threads": "how many cores it may use; all where not said",
    "warehouse.secret": "the name of the password of the database that serves the warehouse",
    "warehouse.schema": "the schema there that its tables stand in",
    "warehouse.reader": "a role there that may read the tables, such as powerbi",
    "privacy.key_file": "the file of the key that makes pseudonyms",
    "privacy.vault": "the file of the personal values that stay out of the warehouse",
    "powerbi.server": "where Power BI finds the warehouse; check then asks what it can say",
    "powerbi.database": "the database that Power BI asks there",
    "powerbi.language": "the language of the report: en, fr or ar",
    "stream.url": "where messages are kept: log:FOLDER, or kafka://HOST:9092 (kafkas with TLS)",
    "stream.prefix": "what the names of topics begin with",
    "stream.secret": "the name of the password of that user",
    "stream.login": "how the user logs in there: SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN",
    "stream.authority": "the file of certificates to trust there; the machine's own where not said",
    "stream.certificate": "the file of the certificate that is shown to it, where it asks for one",
    "stream.key": "the file of that certificate's key; where not said it stands beside it",
    "stream.partitions": "into how many parts a topic that is made anew is cut",
    "stream.replicas": "how many brokers keep each message of a topic that is made anew",
    "stream.seconds": "after how long a consumer that says nothing is taken for dead",
    "search.url": "where people search: index:FOLDER, or https://USER@HOST:9200",
    "search.secret": "the name of that user's password, or without a user of an API key",
    "search.authority": "the file of certificates to trust there; the machine's own where not said",
    "search.certificate": "the file of the certificate that is shown to it, where it asks for one",
    "search.key": "the file of that certificate's key; where not said it stands beside it",
    "recommend.events": "the folder where events of suggestions are kept: build/recommend/events",
    "recommend.train": "when recommendations are learnt anew: after each run, or never",
    "serve.host": "the address that the pages answer at; any but this machine's asks for a secret",
    "serve.port": "the port that the pages answer at",
    "serve.processes": "how many processes answer at it, each on a processor of its own",
    "serve.secret": "the name of the token that all must know; without it this machine may see all",
    "serve.people_secret": "the name of the token of who may ask about a person; it guards no more",
    "serve.events_secret": "the name of the token without which no event is taken; reads nothing",
    "serve.seconds": "how long one question may take",
    "serve.rows": "how many rows one answer may have",
}


def _alkasba() -> Schema:
    sections: dict[str, dict[str, Schema]] = {}
    for name, default in DEFAULTS.items():
        section, key = name.split(".", 1)
        about = SETTINGS.get(name, name.replace(".", ": "))
        setting: Schema = {"type": ["string", "integer"], "description": about}
        setting |= {"default": default} if default else {}
        sections.setdefault(section, {})[key] = setting
    parts = {name: part(f"Settings of the {name}", keys) for name, keys in sections.items()}
    places = named("Names for folders, used as {name} in sources", {"type": "string"}, ".")
    return part("Where things are, never what they mean", {"places": places, **parts})


RATES: dict[str, Schema] = {
    "table": text("the fact that holds them; rate where not said", default="rate"),
    "currency": text("its column of currencies", default="currency"),
    "rate": text("its column of rates", default="rate"),
    "base": text("the currency they are told against; the shop's own", pattern=f"^{CURRENCY}$"),
    "quoted": word("1 EUR is 1.08 USD, or 1 USD is 0.92 EUR, where EUR is the base", TOLD),
    "within_days": whole("how many days before a day may lend it their rate", 0, AT_MOST_DAYS),
}


PARAMETER = part(
    "A number that measures use, as declared until a reader sets it",
    {
        "about": text("what it means"),
        "unit": text("what it is counted in; % for a share"),
        **{
            key: of("number", told)
            for key, told in {
                "from": "the least that it can be",
                "to": "the most that it can be",
                "step": "from one value to the next",
                "default": "what it is where nobody says otherwise",
            }.items()
        },
    },
    ("from", "to", "step", "default"),
)


def _shop() -> Schema:
    return part(
        "What the shop is",
        {
            "name": text("the name that people read"),
            "currency": text("of all amounts", pattern=f"^{CURRENCY}$", default="EUR"),
            "timezone": text("decides which day a moment falls on", default="UTC"),
            "fiscal_year_starts": whole("month in which the fiscal year starts", 1, 12),
            "parameters": named("Numbers that a reader may set", PARAMETER),
            "rates": part("Where daily rates stand, and how they are told", RATES, ("quoted",)),
        },
    )


def _words() -> Schema:
    texts = named("as it is written = how people read it", text("how people read it"))
    by_column = named("the column whose values they are", texts)
    return part(
        "How names and values are read in other languages",
        {
            "names": named("language: fr, ar", texts, "^[a-z]{2}$"),
            "values": named("language: fr, ar", by_column, "^[a-z]{2}$"),
        },
    )


SEEN: Schema = {"type": ["string", "integer", "boolean"]}
"""A value by which a role sees rows."""


def _policy() -> Schema:
    personal = part(
        "A class of personal data",
        {
            "about": text("what belongs to it"),
            "basis": word("the lawful basis on which it is kept", BASES),
            "keep_months": whole("how long it is kept", 1),
            "analytic": flag("enters the warehouse as it is; no other class does"),
            "on_erasure": word("what becomes of it", ("delete", "anonymise", "keep")),
        },
    )
    values = either("which are seen", SEEN, of("array", "several", items=SEEN, minItems=1))
    rows = either(
        "dimension: columns and the values of those that are seen; fact: all or none of its rows",
        named("column = values", values, ".") | {"minProperties": 1},
        word("of a fact whose rows belong to no member that is named", (ALL, NONE)),
    )
    role = part(
        "Who sees what",
        {
            "sees": words("the classes that this role may see"),
            "rows": named("the rows that it sees, by table; all where not said", rows)
            | {"minProperties": 1},
        },
    )
    extracts = part(
        "What runs have read, so that they can be replayed",
        {
            "keep_days": whole("for how many days it is kept; 7 where not said", 0, MOST_DAYS),
            "files": flag("whether copies of your own files are kept, too"),
        },
    )
    days = whole("for how many days they are kept; 400 where not said", 1, MOST_DAYS)
    events = part("What people did with suggestions", {"keep_days": days})
    parts = {"classes": named("Classes, by name", personal), "roles": named("Roles", role)}
    return part("How personal data is treated", parts | {"extracts": extracts, "events": events})


NUMBERS = {"type": "array", "items": {"type": "number"}}


def _table() -> Schema:
    merge = words("the sources, the one that wins first")
    of_its_own = {"anyOf": [{"required": ["columns"]}, {"required": ["pairs"]}]}
    return of_its_own | part(
        "One table: a fact, or a dimension that facts refer to",
        {
            "about": text("what one row stands for"),
            "title": _title(),
            "owner": text("the role or team that answers for it, no person", pattern="^[^@]*$"),
            "kind": word("a fact happened on a day; a dimension is referred to", KINDS_OF_TABLE),
            "key": words("the columns that tell rows apart"),
            "day": text("a fact's day; in a dimension the day that a row holds from"),
            "label": text("dimension: the column that people read; the key where not said"),
            "history": words("dimension: columns kept with valid_from and valid_to"),
            "search": part(
                "An index: of members, to be searched, or of a fact's rows, to be counted",
                {
                    "index": text("the name that is asked; index_TABLE where not said"),
                    "texts": words("dimension: where words are looked for, the most telling first"),
                    "facets": words("dimension: columns by which answers are counted"),
                    "leave_out": words("columns that no index is to hold: cost, supplier.city"),
                    "ranges": named("dimension: where the ranges of a facet end", NUMBERS),
                    "synonyms": text("dimension: a file of words that mean the same"),
                    "told": words("dimension: columns that facts tell, as the last run has them"),
                    "learnt": words("dimension: what the model of recommendations says of each"),
                },
            ),
            "pairs": part(
                "For a fact that is made of another: how often two members meet in its rows",
                {
                    "of": text("the fact whose rows meet"),
                    "same": text("what rows that meet have in common: order_id"),
                    "item": text("the reference that leads to the members: product"),
                    "where": text("which rows count"),
                },
                needed=("of", "same", "item"),
            ),
            "recommend": recommend_part(),
            "rejects_at_most": share("share of rejected rows at which a run stops"),
            "columns": named("Columns, in the order of the warehouse", _column()),
            "measures": named("Numbers with a meaning", _measure()),
            "merge": named("Which source wins, by column; * is every other", merge, r"^\*$|\w"),
        },
        needed=("kind",),
    )


KINDS_OF_TABLE = ("fact", "dimension")


def _column() -> Schema:
    column = part(
        "A column",
        {
            "type": word("what it holds", TYPES),
            "refers": text("the dimension whose key it holds; stands in place of type"),
            "about": text("what it means"),
            "unit": text("what it is counted in"),
            "required": flag("a blank rejects the row"),
            "missing": value("what stands in for a blank"),
            "personal": text("a class of policy.toml, or none"),
            "formula": text("how it is calculated from columns of its own table"),
            "measure": text("dimension: the measure that tells it of each member"),
            "by": text("the reference that leads from the facts to the member, where several do"),
            "within": text("how far back from the fact's last day", pattern=f"^{WITHIN.pattern}$"),
            "per": word("the measure is asked for each whole period", PERIODS),
            "take": word("what is made of the values of the periods", TAKES_OF_PERIODS),
            "choices": words("the values of a choice"),
            "spellings": named("how else a choice is written", words("its spellings"), "."),
            "case": word("letters are changed to", ("upper", "lower")),
            "pattern": text("a regular expression that the whole value matches"),
            "decimals": whole("digits after the point", 0, 12),
            "round": flag("more digits are rounded; where not said they reject the row"),
            "at_least": limit("the least allowed"),
            "at_most": limit('the most allowed; of a day also "today"'),
            "currency": text("of an amount: the column that says its currency"),
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
    take = word("which of a period's days is told", TAKES)
    rule = {"take": take, "per": words("columns whose series are counted on days of their own")}
    return part(
        "A measure",
        {
            "formula": text(
                "sum, count, count_distinct, min, max, avg, stddev, days(), and other measures"
            ),
            "where": text("which rows count"),
            "over_time": either(
                "for a level, which never adds up over days", take, part("How it is told", rule)
            ),
            "only_by": either(
                "the only columns of a question that it is cut by; none: []",
                words("by their names"),
                named("column of the question = column of its own fact", text("a column")),
            ),
            "about": text("what it means"),
            "unit": text("what it is counted in"),
        },
        needed=("formula",),
    )


FORMAT: dict[str, Schema] = {
    "decimal": word("decimal sign", (".", ",")),
    "thousands": text("what stands between thousands"),
    "currency": words("currency signs that amounts carry"),
    "negative": words("how -5 is written otherwise: (5), 5-, 5 DR"),
    "positive": words("how 5 is written otherwise: 5 CR"),
    "days": words("how days are written: %d/%m/%Y"),
    "moments": words("how moments are written: %d/%m/%Y %H:%M"),
    "blank": words("what means nothing: n/a"),
    "yes": words("what means true"),
    "no": words("what means false"),
    "timezone": text("of moments written without one"),
}


ELSEWHERE: dict[str, dict[str, Schema]] = {
    "database": {
        "url": text("postgresql://reader@db.example/erp, mysql://, mssql://, sqlite:FILE"),
        "secret": text("the name of the password: NAME in the environment; never its value"),
        "schema": text("where its tables are looked for; the user's own where not said"),
        "since": named("table = column: only later rows are fetched", {"type": "string"}, "."),
        "overlap": {
            "type": ["string", "integer"],
            "description": 'how far before the last end a fetch begins: "2 days", or a number',
        },
    },
    "api": API,
}
"""Kind of origin that is no file -> the keys that files do not have."""
NEEDED = {"database": ("url", "feeds"), "api": ("url",)}


def _source() -> Schema:
    source = part(
        "One origin, how it writes values, and what it feeds",
        {
            "about": text("where it comes from"),
            "kind": word("of its files, or of what is no file", (*FILE_KINDS, *ELSEWHERE)),
            "files": words("patterns; {place} is a folder of alkasba.toml; .gz, .zst, .zip too"),
            "encoding": text("of the text; detected and reported where not said"),
            "delimiter": text("between values; detected and reported where not said"),
            "quote": text('around values; "" for none', maxLength=1),
            "header": flag("whether the first line names the columns"),
            "skip": whole("lines before the header"),
            "skip_to": text("csv: a name in the header, where lines before it differ by file"),
            "totals": words(
                "what lines of totals at the end of a csv or a sheet begin with: Total"
            ),
            "names": words("the columns of files without a header"),
            "sheet": {
                "type": ["string", "integer"],
                "description": "spreadsheet: the sheet, by name or number; else the first",
            },
            "sheets": words("spreadsheet: sheets of one shape, by name or pattern: 20*"),
            "rows": text("json: path of the rows; else the top array, or each line"),
            "every": text("how often it should give something new: 1 day"),
            "compare": part(
                "With since: all that is kept is compared with all that is there, now and then",
                {"every": text("how often: 7 days")},
                needed=("every",),
            ),
            "format": part("How values are written", FORMAT),
            "changes": part(
                "What to do where it does not look as before",
                {
                    "new": word("a column that was not there", ANSWERS),
                    "missing": word("a column that is blank in every row now", ANSWERS),
                    "retyped": word("a column of another type or unit", ANSWERS),
                },
            ),
            "expect": part(
                "How much it gives at least; a table that gets less stays as it was",
                {
                    "records_at_least": whole("records of each table that it feeds", 0),
                    "share_of_usual": share("of what it gave before; 0.5 where not said"),
                },
            ),
            "feeds": named("What it feeds, by table", _feed()),
            **_of_one_kind(),
        },
    )
    return source | {"allOf": list(_of_kinds())}


def _of_one_kind() -> dict[str, Schema]:
    """The keys that some kind of origin has and files do not; what they hold depends on it."""
    return {key: {} for keys in ELSEWHERE.values() for key in keys}


def _of_kinds() -> Iterator[Schema]:
    """What a kind of origin needs, and which keys only it has; files where no kind is said."""
    for kind, keys in ELSEWHERE.items():
        is_kind = {"properties": {"kind": {"const": kind}}, "required": ["kind"]}
        yield {"if": is_kind, "then": {"properties": keys, "required": list(NEEDED[kind])}}
    for key in _of_one_kind():
        kinds = [kind for kind, keys in ELSEWHERE.items() if key in keys]
        has_it = {"properties": {"kind": {"enum": kinds}}, "required": ["kind"]}
        yield {"if": {"required": [key]}, "then": has_it}
    is_elsewhere = {"properties": {"kind": {"enum": list(ELSEWHERE)}}, "required": ["kind"]}
    yield {"if": {"not": is_elsewhere}, "then": {"required": ["files"]}}


def _feed() -> Schema:
    fields = named("Column of ours = where it stands in the origin", _field())
    rule = {
        "by": words("columns that tell rows apart"),
        "keep": word("which one stays", ("last", "first", "highest")),
        "order": text("the column that decides; else the order of files and rows"),
    }
    values = [{"type": ["string", "integer", "boolean"]}]
    mark = part(
        "A mark of the origin",
        {
            "column": words("the column that marks them, or those it has been"),
            "is": either("what it holds then", *values, of("array", "any of", items=values[0])),
            "optional": flag("may be absent from a file"),
        },
        needed=("column",),
    )
    rules = (word("all, or none that is equal", ("keep", "exact")), part("By key", rule, ("by",)))
    return part(
        "How one table is filled",
        {
            "rows": text("json: nested rows; spreadsheet: sheet; database: table, view, .sql file"),
            "columns": fields,
            "duplicates": either("which rows count as the same", *rules),
            "deleted": either("which rows count as deleted", words("any value marks"), mark),
            "joins": named("Other sources, found by key", _join()),
            "rejects_at_most": share("share of rejected rows at which a run stops"),
            "unpivot": part(
                "A row for each column of the origin that the feed does not name",
                {"name": text("its header is called"), "value": text("its value is called")},
                needed=("name", "value"),
            ),
        },
    )


def _field() -> Schema:
    field = {
        "from": words("its header, or those it has had"),
        "value": value("the same for every row"),
        "file": text("a pattern whose first group is cut from the file's name"),
        "optional": flag("may be absent from a file"),
        "drop_decimals": flag("17850.0 is 17850"),
        **FORMAT,
    }
    return either("where it stands", words("a header"), part("in detail", field))


def _join() -> Schema:
    on = named("Name here = name there", {"type": "string"}, ".")
    join = {
        "source": text("the other source; the name of the join where not said"),
        "rows": text("its rows there: a table of a database"),
        "on": on,
    }
    return part("Each row meets at most one row of another source", join, ("on",))


def _dashboard() -> Schema:
    return part(
        "A page of tiles",
        {
            "title": _title(),
            "filters": words("columns that the reader filters by"),
            "tiles": of("array", "The tiles, in order", items=_tile()),
        },
    )


def _title() -> Schema:
    by_language = named("By language: en, fr, ar", {"type": "string"}, "^[a-z]{2}$")
    return either("what people call it", {"type": "string"}, by_language)


def _tile() -> Schema:
    return part(
        "One picture",
        {
            "show": word("as what", SHOWS),
            "measure": words("what is shown"),
            "by": words("what it is cut by: month, category, product.supplier.country"),
            "where": text("which rows count"),
            "order": text("a measure or a column; - before it for descending"),
            "limit": whole("how many rows", 1),
            "compare": word("with which period", COMPARES),
            "target": text("the measure that the first is to reach"),
            "title": _title(),
        },
        needed=("measure",),
    )

"""A proposal -> the files of a shop, as a person would write them."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from alkasba.propose.columns import told_together
from alkasba.propose.proposal import FILE, Field, Proposal, ProposedTable, source_name

POLICY = """\
# Say on which basis each class is kept, and how long.
[classes.identifier]
about = "Codes that stand for one person; a pseudonym takes their place"
[classes.contact]
about = "Names, addresses, telephones of people; kept out of the warehouse"
[classes.location]
about = "Where someone lives, no finer than a city"
analytic = true
[classes.sensitive]
about = "Birth dates, bank accounts, identities; kept out of the warehouse"
"""
NO_PLACES = "# Where things are, and not what they mean; the origins say theirs in sources/.\n"
DAY_IN_NAME = r"(\d{4}-\d{2}-\d{2})"


def shop_files(proposal: Proposal, *, place: str, name: str) -> dict[str, str]:
    """Path -> text of every file of the proposed shop; `place` is the folder of its origin."""
    files = {
        "alkasba.toml": f"[places]\ndata = {told(place)}\n" if place else NO_PLACES,
        "shop.toml": f'name = {told(name)}\ncurrency = "EUR"                        '
        '# of all amounts\ntimezone = "UTC"                        '
        "# decides which day a moment falls on\n",
        "policy.toml": POLICY,
    }
    for table in proposal.tables:
        files[f"tables/{table.name}.toml"] = _table(table)
        if table.measures:
            files[f"dashboards/{table.name}.toml"] = _dashboard(table)
    sources: dict[str, list[ProposedTable]] = {}
    for table in proposal.tables:
        sources.setdefault(source_name(table.seen), []).append(table)
    for source, tables in sources.items():
        files[f"sources/{source}.toml"] = _source(tables)
    return files


def _table(table: ProposedTable) -> str:
    lines = [_about(table), f"kind = {told(table.kind)}"]
    if table.key:
        lines.append(f"key = {told(list(table.key))}")
    if table.day:
        lines.append(f"day = {told(table.day)}")
    if table.label:
        lines.append(f"label = {told(table.label)}")
    lines += ["", "[columns]"]
    width = max(len(_key(one.name)) for one in table.fields)
    lines += [f"{_key(one.name):{width}} = {_column(one)}" for one in table.fields]
    if table.measures:
        lines += ["", "[measures]"]
        for measure in table.measures:
            parts = {"formula": measure.formula, "about": measure.about}
            parts |= {"over_time": "last"} if measure.is_level else {}
            lines.append(f"{_key(measure.name)} = {_inline(parts)}")
    return _with_doubts(lines, table.unsure)


def _about(table: ProposedTable) -> str:
    what = table.name.replace("_", " ")
    return f'about = "One row of {what}: say here what one row stands for"'


def _with_doubts(lines: Sequence[str], unsure: Sequence[str]) -> str:
    doubts = [f"# Unsure: {_one_line(doubt)}" for doubt in unsure]
    return "\n".join([*doubts, *lines]) + "\n"


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)


def _column(one: Field) -> str:
    parts: dict[str, object] = {"refers": one.refers} if one.refers else {"type": one.type}
    if one.formula:
        return _inline(parts | {"formula": one.formula})
    if one.type == "choice" and not one.refers:
        parts["choices"] = list(one.column.choices)
    if one.column.is_rounded and one.type in ("money", "number"):
        parts["round"] = True
    if one.column.personal and not one.refers:
        parts["personal"] = one.column.personal
    return _inline(parts)


def _source(tables: Sequence[ProposedTable]) -> str:
    seen = tables[0].seen
    shared, own = told_together([column for table in tables for column in table.columns])
    lines = [f"kind = {told(seen.kind)}"]
    lines += [f"{_key(key)} = {told(value)}" for key, value in seen.declared.items()]
    if shared:
        lines += ["", "[format]", *(f"{key} = {told(value)}" for key, value in shared.items())]
    for table in tables:
        feed = f"feeds.{_key(table.name)}"
        lines += ["", f"[{feed}]"]
        if table.seen.rows_in:
            lines.append(f"rows = {told(table.seen.rows_in)}")
        if not table.key:
            lines.append('duplicates = "keep"')
        lines.append(f"[{feed}.columns]")
        read = [one for one in table.fields if not one.formula]
        width = max(len(_key(one.name)) for one in read)
        lines += [f"{_key(one.name):{width}} = {_field(one, own)}" for one in read]
        for name, join in table.joins.items():
            lines += [f"[{feed}.joins.{_key(name)}]", f"source = {told(join['source'])}"]
            lines += [f"rows = {told(join['rows'])}"] if join["rows"] else []
            lines.append(f"on = {{ {_key(join['here'])} = {told(join['there'])} }}")
    return _with_doubts(lines, ())


def _field(one: Field, own: Mapping[str, Mapping[str, object]]) -> str:
    if one.place == FILE:
        return f"{{ file = '{DAY_IN_NAME}' }}"
    parts: dict[str, object] = {"from": one.place}
    if one.column.drop_decimals:
        parts["drop_decimals"] = True
    form = dict(own.get(one.column.name, {}))
    if one.type == "day" and "moments" in one.column.form:
        form = {"days": one.column.form["moments"]}
    parts |= form
    return _inline(parts) if len(parts) > 1 else told(one.place)


def _dashboard(table: ProposedTable) -> str:
    first = table.measures[-1].name if len(table.measures) > 1 else table.measures[0].name
    title = table.name.replace("_", " ").capitalize()
    tiles = [{"show": "number", "measure": measure.name} for measure in table.measures[:4]]
    tiles.append({"show": "line", "measure": first, "by": "month"})
    reference = next((one for one in table.fields if one.refers), None)
    choice = next((one for one in table.fields if one.type == "choice" and not one.refers), None)
    cut = reference or choice
    if cut is not None:
        tiles.append({"show": "bar", "measure": first, "by": cut.name, "order": f"-{first}"})
    lines = [f"title = {told(title)}", f"filters = {told([table.day])}"]
    for tile in tiles:
        lines += ["", "[[tiles]]", *(f"{key} = {told(value)}" for key, value in tile.items())]
        if tile["show"] == "bar":
            lines.append("limit = 10")
    return "\n".join(lines) + "\n"


def _inline(parts: Mapping[str, object]) -> str:
    return "{ " + ", ".join(f"{_key(key)} = {told(value)}" for key, value in parts.items()) + " }"


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else told(key)


def told(value: object) -> str:
    """A value as TOML.

    >>> told(["a", 1, True]), told('say "x"')
    ('["a", 1, true]', '"say \\\\"x\\\\""')
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal() | date():
            return str(value)
        case dict():
            return _inline(value)
        case list() | tuple():
            return "[" + ", ".join(map(told, value)) + "]"
    # The escapes of JSON are escapes of TOML too, but for the sign for delete.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")

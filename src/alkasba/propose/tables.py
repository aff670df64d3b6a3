"""Groups of files -> tables: facts and dimensions, and how they refer."""

import re
from collections.abc import Mapping

from alkasba.model.links import find_cycle
from alkasba.model.seen import Contained, Seen
from alkasba.propose.columns import (
    AMOUNT,
    CURRENCY,
    Proposed,
    is_nearly_full,
    told_of_lacking,
)
from alkasba.propose.lines import lines_of
from alkasba.propose.measures import add_measures
from alkasba.propose.names import stem
from alkasba.propose.proposal import Field, Known, Proposal, ProposedTable, set_day, table_of

HAPPENED = re.compile(
    r"(^|_)(order|ordered|sold|sale|invoice|transaction|purchase|purchased|booked|posted|counted|"
    r"payment|paid|commande|facture|vente|bestell|datum)($|_)"
)
WEAK = re.compile(
    r"(^|_)(birth|hire|hired|launch|launched|since|start|end|valid|updated|modified|created|due|"
    r"required|signup|joined|registered|member|last|first|expiry|expires|until|discontinued)($|_)"
)
PERSONS = re.compile(
    r"(customer|client|employee|person|people|user|member|contact|staff|patient|kunde|klant|"
    r"cliente|employe|mitarbeiter|empleado|utente|عميل|عملاء|زبون|клиент|顧客|客户)"
)
NAMES = re.compile(r"(^|_)(name|nom|nombre|nome|naam|navn|namn|(?:ال)?اسم|имя|名前|名字)($|_)")
LIKE_NAMES = 0.7
"""The share of values that look like two names, where a table tells of people by its name."""
PLACE = re.compile(r"(^|_)(city|town|region|state|province|country|ville|pays|ort|land)($|_)")
WEAKEST = 3
"""How little speaks for a day that says when something is to happen, or began."""


def propose_tables(known: Known) -> Proposal:
    """A table for every group that can be one."""
    proposal = Proposal([], list(known.references))
    made: dict[str, ProposedTable] = {}
    for name, seen in known.seen.items():
        if (day := _day_of(seen, known)) and _is_fact(seen, day, known):
            if _is_of_head(seen, day, known):
                continue
            made[name] = _fact(seen, day, known)
    for name, seen in known.seen.items():
        if name in made:
            continue
        line = lines_of(seen, known, made)
        if line is not None:
            made[name] = line
        elif known.keys[name]:
            made[name] = table_of(seen, "dimension", known)
            if any(one.type == "money" for one in known.columns[name]):
                made[name].unsure.append("it has amounts, but no day on which they happened")
        else:
            reason = (
                "no column tells its rows apart, and no day says when they happened; "
                "declare it by hand"
            )
            reason = reason if seen.rows else "it holds no rows"
            proposal.left.append((name, reason))
    ordered = [made[name] for name in known.seen if name in made]
    _refer(ordered, known, made)
    for table in ordered:
        _finish(table, known)
    add_measures(ordered)
    proposal.tables = ordered
    return proposal


def _day_of(seen: Seen, known: Known) -> tuple[int, Proposed] | None:
    """The day on which the rows of a group happened, and how little speaks for it."""
    days = [
        (_weakness(one.name), place, one)
        for place, one in enumerate(known.columns[seen.name])
        if one.type in ("day", "moment") and one.personal is None
        if is_nearly_full(one.seen, seen)
    ]
    if not days:
        return None
    weakness, _, best = min(days, key=lambda day: day[:2])
    return weakness, best


def _weakness(name: str) -> int:
    if WEAK.search(name):
        return WEAKEST
    if HAPPENED.search(name):
        return 0
    return (
        1 if re.search(r"(^|_)(date|day|datetime|timestamp|time|on|at|jour|tag)($|_)", name) else 2
    )


def _is_of_head(seen: Seen, day: tuple[int, Proposed], known: Known) -> bool:
    """Whether its rows are lines of another fact, whose day says better when they happened."""
    heads = [
        known.seen[one.other_group]
        for one in known.references
        if one.group == seen.name and one.column in known.keys[seen.name][:-1]
    ]
    return any(
        (other := _day_of(head, known)) is not None
        and other[0] < WEAKEST == day[0]
        and _is_fact(head, other, known)
        for head in heads
    )


def _is_fact(seen: Seen, day: tuple[int, Proposed], known: Known) -> bool:
    # What is nested in a row belongs to it, and makes it no thing that others speak of.
    is_referred_to = any(
        one.other_group == seen.name and known.seen[one.group].inside != seen.name
        for one in known.references
    )
    refers = any(one.group == seen.name for one in known.references)
    columns = known.columns[seen.name]
    has_amounts = any(one.type in ("money", "number") or AMOUNT.search(one.name) for one in columns)
    if PERSONS.search(known.tables[seen.name]):
        return False
    if day[0] <= 1 or HAPPENED.search(known.tables[seen.name]):
        return not is_referred_to or refers or day[0] == 0
    return day[0] < WEAKEST and not is_referred_to and (has_amounts or refers)


def _fact(seen: Seen, day: tuple[int, Proposed], known: Known) -> ProposedTable:
    table = table_of(seen, "fact", known)
    set_day(table, day[1], day[1].seen.written)
    others = [
        one.name
        for one in known.columns[seen.name]
        if one.type in ("day", "moment") and one is not day[1] and one.personal is None
    ]
    if others:
        told = ", ".join(others)
        table.unsure.append(f"its day is {day[1].name}; there are also {told}")
    if day[1].seen.filled < seen.rows and day[1].name not in table.key:
        table.unsure.append(told_of_lacking(day[1], seen))
    return table


def _refer(tables: list[ProposedTable], known: Known, made: Mapping[str, ProposedTable]) -> None:
    """References to dimensions; none that would lead in a circle."""
    links: dict[str, set[str]] = {}
    for table in tables:
        for one in table.fields:
            found = _reference(table, one, known)
            target = made.get(found.other_group) if found else None
            if (
                found is None
                or target is None
                or target.kind != "dimension"
                or len(target.key) != 1
            ):
                continue
            trial = {name: set(others) for name, others in links.items()}
            trial.setdefault(table.name, set()).add(target.name)
            if target.name == table.name or find_cycle(trial):
                table.unsure.append(f"{one.name} would refer in a circle, so it stays a code")
                continue
            links = trial
            one.refers = target.name
            if found.share < 1:
                lost = found.distinct - found.found
                told = (
                    f"{lost} of the {found.distinct} values of {one.name} are not in {target.name}"
                )
                table.unsure.append(told)


def _reference(table: ProposedTable, one: Field, known: Known) -> Contained | None:
    return next(
        (
            found
            for found in known.references
            if found.column == one.column.name
            and any(c is one.column for c in known.columns[found.group])
        ),
        None,
    )


def _finish(table: ProposedTable, known: Known) -> None:
    """Names of references, the class of a person's key, what people read, what is unsure."""
    taken = [one.name for one in table.fields]
    for one in table.fields:
        wanted = stem(one.name)
        if one.refers and wanted and wanted != one.name and wanted not in taken:
            table.key = tuple(wanted if name == one.name else name for name in table.key)
            taken.append(wanted)
            one.name = wanted
        elif one.column.name in table.key and one.type in ("text", "whole", "choice"):
            one.type = "code"
    if table.kind == "dimension":
        _as_person(table)
    else:
        _persons_of(table)
        _tell_currencies(table)
    if table.kind == "dimension":
        words = [one for one in table.fields if one.type == "text" and one.column.personal is None]
        named = [one for one in words if re.search("name|title|label|description", one.name)]
        is_person = any(one.column.personal == "identifier" for one in table.fields)
        first = next((one.name for one in named if one.name not in table.key), "")
        table.label = "" if is_person and "name" not in first else first
    for column in table.columns:
        table.unsure += [f"{column.name}: {told}" for told in column.unsure]
    table.unsure += table.seen.unsure


def _as_person(table: ProposedTable) -> None:
    for one in table.fields if PERSONS.search(table.name) else ():
        _hide_name(one)
    if len(table.key) == 1 and _is_person(table):
        key = next(one for one in table.fields if one.name == table.key[0])
        _hide(key)
        for one in table.fields:
            if one.column.personal is None and not one.refers and PLACE.search(one.name):
                one.column.personal = "location"


def _is_person(table: ProposedTable) -> bool:
    """Whether its members are people: a firm has a contact's name, but neither one nor a birth."""
    own = any(
        one.column.looks == "birth"
        or (one.column.looks == "name of a person" and "contact" not in one.name)
        for one in table.fields
    )
    return own or bool(
        PERSONS.search(table.name) and any(one.column.personal for one in table.fields)
    )


def _persons_of(table: ProposedTable) -> None:
    """The code of a person that no dimension explains."""
    for one in table.fields:
        is_code = one.type == "code" and not one.refers and one.column.personal is None
        if is_code and PERSONS.search(one.name):
            _hide(one)


def _tell_currencies(table: ProposedTable) -> None:
    """Amounts beside a currency may be in several, and are not to be added up as if in one."""
    amounts = [one.name for one in table.fields if one.type == "money" and not one.formula]
    said = next((one.name for one in table.fields if CURRENCY.search(one.name)), None)
    if amounts and said:
        table.unsure.append(
            f"{', '.join(amounts)}: written in what the column {said} says? Then add currency = "
            f'"{said}" to each, and [rates] to shop.toml where it is not always the shop\'s'
        )


def _hide_name(one: Field) -> None:
    """A name beside which nothing says whose it is, but that looks like a person's."""
    column = one.column
    is_bare = column.personal is None and one.type in ("text", "choice") and not one.refers
    if is_bare and NAMES.search(one.name) and column.seen.share("two names") >= LIKE_NAMES:
        column.looks, column.personal, one.type = "name of a person", "contact", "text"
        column.choices = ()
        column.unsure.append(
            "its values look like names of people, so it is personal; of firms it need not be"
        )


def _hide(one: Field) -> None:
    if one.column.personal is None:
        one.column.personal = "identifier"
        one.column.unsure.append("it stands for a person, so a pseudonym takes its place")

"""The filters of a page as a form, whose answers stand in the address."""

from dataclasses import dataclass, replace
from decimal import Decimal

from alkasba.derive.query.question import COMPARES
from alkasba.derive.web.period import OFFERED, USUAL
from alkasba.derive.web.reach import parameters_of
from alkasba.derive.web.state import NO_COMPARISON, word_of
from alkasba.derive.web.telling import nothing_told, unit_called, value_called, when
from alkasba.derive.web.words import SIGNS, say
from alkasba.flows.dashboards import Choices, ShownPage
from alkasba.model.parameter import Parameter
from alkasba.web.cards import Reader


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that can be chosen."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A filter: what it is called in the address and for people, its choices, what is chosen."""

    word: str
    title: str
    choices: list[Choice]
    summary: str


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter: what it is called in the address and for people, and the values it can have."""

    word: str
    title: str
    about: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is chosen; `href` leads to the page without it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Form:
    """All that a page can be asked for."""

    periods: list[Choice]
    first: str
    last: str
    compares: list[Choice]
    fields: list[Field]
    numbers: list[Number]
    chips: list[Chip]
    reset: str


def form_of(reader: Reader, shown: ShownPage) -> Form:
    """The form of a page, as it is filled in now."""
    page, state = shown.page, reader.state
    is_typed = page.has_period and ".." in state.period
    return Form(
        _periods(reader) if page.has_period else [],
        str(page.period.first or "") if is_typed else "",
        str(page.period.last or "") if is_typed else "",
        _compares(reader),
        [_field(reader, term, shown.choices[term]) for term in shown.choices],
        [_number(reader, one) for one in parameters_of(reader.shop, reader.dashboard).values()],
        _chips(reader, shown),
        reader.query(replace(state, period=USUAL, compare="", chosen={}, numbers={})),
    )


def _periods(reader: Reader) -> list[Choice]:
    """The periods that are offered, and the one that is chosen where it is another."""
    now, language = reader.state.period, reader.language
    found = [Choice(word, say(language, word), word == now) for word in OFFERED]
    if now not in OFFERED and ".." not in now:
        found.append(Choice(now, period_text(now, language), True))
    elif ".." in now:
        found.append(Choice("", "—", True))
    return found


def period_text(word: str, language: str) -> str:
    """A period for people."""
    if word in OFFERED:
        return say(language, word)
    return " – ".join(when(part, language) for part in word.split(".."))


def _compares(reader: Reader) -> list[Choice]:
    now = reader.state.compare
    words = {"": "as_declared", **{word: word for word in COMPARES}, NO_COMPARISON: "none"}
    return [Choice(v, say(reader.language, word), v == now) for v, word in words.items()]


def _field(reader: Reader, term: str, offered: Choices) -> Field:
    chosen = reader.state.chosen.get(term, ())
    texts = dict(offered) | {value: value for value in chosen if value not in dict(offered)}
    read = {v: value_called(reader.shop, term, v, reader.language) or t for v, t in texts.items()}
    choices = [
        Choice(v, nothing_told(v, reader.language) or text, v in chosen) for v, text in read.items()
    ]
    names = [choice.text for choice in choices if choice.is_chosen]
    summary = ", ".join(names) or say(reader.language, "everything")
    return Field(word_of(term), reader.heading(term), choices, summary)


def _number(reader: Reader, one: Parameter) -> Number:
    now = reader.state.numbers.get(one.name, one.usual)
    choices = [Choice(str(v), number_text(reader, one, v), v == now) for v in one.choices]
    return Number(word_of(one.name), reader.heading(one.name), one.about, choices)


def number_text(reader: Reader, one: Parameter, value: Decimal) -> str:
    """A value of a parameter for people, with its unit; so many digits as its steps have."""
    signs = SIGNS[reader.language]
    if one.unit == "%":
        return f"{signs.write(value * 100, max(0, one.decimals - 2))}{signs.percent}"
    unit = unit_called(reader.shop, one.unit, reader.language)
    return f"{signs.write(value, one.decimals)} {unit}".strip()


def _chips(reader: Reader, shown: ShownPage) -> list[Chip]:
    """Each chosen value, to be taken away by a click."""
    chips, state = [], reader.state
    for term, values in state.chosen.items():
        texts = dict(shown.choices.get(term, []))
        for value in values:
            rest = [other for other in values if other != value]
            known = value_called(reader.shop, term, value, reader.language) or texts.get(value)
            text = nothing_told(value, reader.language) or known or value
            href = reader.query(state.choose(term, *rest))
            chips.append(Chip(f"{reader.heading(term)}: {text}", href))
    for name, number in state.numbers.items():
        rest_of = {other: kept for other, kept in state.numbers.items() if other != name}
        text = number_text(reader, reader.shop.parameters[name], number)
        href = reader.query(replace(state, numbers=rest_of))
        chips.append(Chip(f"{reader.heading(name)}: {text}", href))
    if state.period not in OFFERED and shown.page.has_period:
        href = reader.query(replace(state, period=USUAL))
        chips.insert(0, Chip(period_text(state.period, reader.language), href))
    return chips

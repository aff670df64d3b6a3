"""How the names of a shop are read in each language, as `words.toml` says."""

import re
from dataclasses import dataclass, field

from alkasba.model.entry import Entry

LANGUAGE = re.compile("[a-z]{2}")
Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """By language: how tables, columns and measures are read, and of columns their values."""

    names: dict[str, Texts] = field(default_factory=dict)
    values: dict[str, dict[str, Texts]] = field(default_factory=dict)


def read_words(entry: Entry) -> Words:
    """The names and the values of each language that the file has a part for."""
    names = {language: _texts(part) for language, part in _languages(entry, "names")}
    values = {
        language: {column: _texts(part.part(column)) for column in list(part.data)}
        for language, part in _languages(entry, "values")
    }
    entry.finish()
    return Words(names, values)


def _languages(entry: Entry, kind: str) -> list[tuple[str, Entry]]:
    found = list(entry.parts(kind).items())
    for language, part in found:
        if not LANGUAGE.fullmatch(language):
            part.wrong("", "a language has two small letters: fr, ar.")
    return found


def _texts(entry: Entry) -> Texts:
    return {name: entry.text(name) for name in list(entry.data)}

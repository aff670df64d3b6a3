"""How the names of a shop are read in each language, as `words.toml` says."""

import re
from dataclasses import dataclass, field

from alkasba.model.entry import Entry

LANGUAGE = re.compile("[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Words:
    """One language: names of tables, columns and measures, and of each column its values."""

    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def read_words(entry: Entry) -> dict[str, Words]:
    """The words of each language that the file has a part for."""
    found = {language: _read(entry.part(language)) for language in list(entry.data)}
    for language in found:
        if not LANGUAGE.fullmatch(language):
            entry.wrong(language, "a language has two small letters: fr, ar.")
    return found


def _read(entry: Entry) -> Words:
    words = Words()
    for name, said in entry.data.items():
        if isinstance(said, dict):
            part = entry.part(name)
            words.values[name] = {value: part.text(value) for value in list(part.data)}
            part.finish()
        else:
            words.names[name] = entry.text(name)
    entry.finish()
    return words

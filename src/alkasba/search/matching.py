"""The words of a question as SQLite's own search takes them."""

from collections.abc import Callable, Iterable, Sequence

from alkasba.model.searching import Concept, Lookup, Way
from alkasba.search.shape import Shape, form

Alike = Callable[[str], Iterable[str]]
"""The words of an index that are nearly a word."""


def expression(shape: Shape, lookup: Lookup, way: Way, alike: Alike) -> str:
    """What documents match: all that is looked for, or any of it."""
    last = lookup.concepts[-1]
    told = (_concept(shape, lookup, one, way, one is last, alike) for one in lookup.concepts)
    return (" OR " if way == "any" else " AND ").join(f"({one})" for one in told)


def as_written(shape: Shape, lookup: Lookup) -> str:
    """What documents match that hold all words as they were written, or a form of them."""
    words = (word for one in lookup.concepts for word in one.written)
    return " AND ".join(_phrase(shape, lookup, [word]) for word in words)


def _concept(
    shape: Shape, lookup: Lookup, concept: Concept, way: Way, is_last: bool, alike: Alike
) -> str:
    told = [" AND ".join(_phrase(shape, lookup, [word]) for word in concept.written)]
    told += [_phrase(shape, lookup, other) for other in concept.others]
    if way in ("alike", "any"):
        told.append(" AND ".join(_alike(shape, lookup, word, alike) for word in concept.written))
    if way != "all" and is_last:
        *before, cut = concept.written
        started = f"{_columns(shape, 'word')} : {_literal([cut])} *"
        told.append(" AND ".join([*(_phrase(shape, lookup, [w]) for w in before), started]))
    return " OR ".join(f"({one})" for one in told)


def _alike(shape: Shape, lookup: Lookup, word: str, alike: Alike) -> str:
    near = "".join(f" OR {_literal([one])}" for one in alike(word))
    nearly = f"{_columns(shape, 'word')} : ({_literal([word])}{near})"
    return f"({_phrase(shape, lookup, [word])} OR {nearly})"


def _phrase(shape: Shape, lookup: Lookup, words: Sequence[str]) -> str:
    """Words that follow each other in one field, as they are or in another form."""
    plain = f"{_columns(shape, 'word')} : {_literal(words)}"
    languages = [name for name in lookup.languages if name in shape.languages]
    forms = {_literal([form(name, word) for word in words]) for name in languages}
    if not forms:
        return plain
    return f"({plain} OR {_columns(shape, 'form')} : ({' OR '.join(sorted(forms))}))"


def _columns(shape: Shape, kind: str) -> str:
    names = [f'"{kind}:{name}"' for name in shape.weights]
    return "{" + " ".join(names or ["nothing"]) + "}"


def _literal(words: Sequence[str]) -> str:
    """Words in quotes; they are letters and digits alone, so that none ends them."""
    return f'"{" ".join(words)}"'

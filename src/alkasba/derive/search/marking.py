"""Marks the words of a text for which it was found, whatever index found it."""

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from alkasba.derive.search.fields import reach
from alkasba.derive.search.words import APOSTROPHES, is_alike, stem, words_of
from alkasba.model.searching import Lookup, Way

VOWELS = "\u064b-\u065f"
PIECE = re.compile(rf"[^\W_](?:[^\W_]|[{VOWELS}]|[{APOSTROPHES}](?=[^\W_]))*")
"""A word as people write it, with its apostrophes and Arabic vowels."""
Piece = tuple[str, bool]


def marked(text: str, lookup: Lookup, way: Way) -> tuple[Piece, ...]:
    """A text in pieces, each with whether it is what was looked for; nothing where none is."""
    is_meant = _test(lookup, way)
    pieces: list[Piece] = []
    end = 0
    for found in PIECE.finditer(text):
        if any(map(is_meant, words_of(found[0]))):
            pieces += [(text[end : found.start()], False), (found[0], True)]
            end = found.end()
    return (*((t, m) for t, m in pieces if t), (text[end:], False)) if pieces else ()


def as_html(pieces: Iterable[Piece]) -> str:
    """Pieces as HTML, which is safe to show.

    >>> as_html([("<", False), ("Mint", True), ("", False)])
    '&lt;<mark>Mint</mark>'
    """
    told = ((escape(text), is_meant) for text, is_meant in pieces)
    return "".join(f"<mark>{text}</mark>" if is_meant else text for text, is_meant in told)


def highlights(document: dict[str, Any], lookup: Lookup, way: Way) -> dict[str, str]:
    """Each field of words in which something was found, with marks."""
    found = {}
    for field in lookup.plan.fields:
        value = reach(document, field.name) if field.weight else None
        if isinstance(value, str) and (pieces := marked(value, lookup, way)):
            found[field.name] = as_html(pieces)
    return found


def _test(lookup: Lookup, way: Way) -> Callable[[str], bool]:
    """Whether a word is one of those that are looked for, or a form of one."""
    written = [word for one in lookup.concepts for word in one.written]
    words = {*written, *(w for one in lookup.concepts for other in one.others for w in other)}
    forms = {(n, stem(n, word)) for n in lookup.languages for word in words}
    begun = written[-1] if written and way != "all" else ""
    nearly = written if way in ("alike", "any") else []

    def is_meant(word: str) -> bool:
        return (
            word in words
            or any((n, stem(n, word)) in forms for n in lookup.languages)
            or bool(begun and word.startswith(begun))
            or any(is_alike(one, word) for one in nearly)
        )

    return is_meant

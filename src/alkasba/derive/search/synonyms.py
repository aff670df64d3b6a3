"""Words that mean the same, as a file of the shop lists them, and the question in their light."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from alkasba.derive.search.words import STEMS, silent_in, stem, words_of
from alkasba.model.searching import Concept

Phrase = tuple[str, ...]
COMMA = re.compile("[,،]")
MOST_STARTED = 20
"""Groups that half a word is taken for, while one types."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Phrases by how they are written, in each language cut to its stems.

    `longest` is how many words the longest of them has.
    """

    groups: tuple[tuple[Phrase, ...], ...] = ()
    places: dict[tuple[str, Phrase], tuple[int, ...]] = field(default_factory=dict, repr=False)
    longest: int = 1

    def others(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """What means the same as a phrase, or as a form of it."""
        found = (self.places.get((n, _stems(n, phrase)), ()) for n in STEMS)
        return self._without(phrase, (at for group in found for at in group))

    def started(self, words: Phrase) -> tuple[Phrase, ...]:
        """What means the same as phrases that begin like these words; the last may be cut."""
        begun = (at for at, group in enumerate(self.groups) if _begins(group, words))
        return self._without(words, islice(begun, MOST_STARTED))

    def _without(self, phrase: Phrase, groups: Iterable[int]) -> tuple[Phrase, ...]:
        told = dict.fromkeys(one for at in groups for one in self.groups[at])
        return tuple(one for one in told if one != phrase)


def read_synonyms(lines: Sequence[str]) -> Synonyms:
    """The groups of a file: one a line, commas between, after # a remark."""
    told = (_phrases(line) for line in lines)
    groups = tuple(dict.fromkeys(group for group in told if group))
    places: dict[tuple[str, Phrase], tuple[int, ...]] = {}
    for at, group in enumerate(groups):
        for one in {(n, _stems(n, phrase)) for n in STEMS for phrase in group}:
            places[one] = (*places.get(one, ()), at)
    return Synonyms(groups, places, max((len(phrase) for _, phrase in places), default=1))


def mistakes(lines: Sequence[str]) -> Iterator[str]:
    """What is wrong with a file of synonyms, with the line where it stands."""
    for number, line in enumerate(lines, start=1):
        told = _told(line)
        if not told:
            continue
        parts = COMMA.split(told)
        if "=>" in told:
            yield f"line {number}: '=>' is not known here; write words that mean the same, {COMMAS}"
        elif not all(map(words_of, parts)):
            yield f"line {number}: between two commas, or at an end, there is no word."
        elif len(set(map(words_of, parts))) < 2:
            yield f"line {number}: one word alone means the same as no other; write both, {COMMAS}"


COMMAS = "with commas between: mint, menthe."


def concepts_of(text: str, synonyms: Synonyms, *, is_typed: bool = False) -> tuple[Concept, ...]:
    """The things that a question names; a phrase with synonyms is one.

    Where it `is_typed` still, the last words may stand for all that begins like them.
    """
    words, silent = words_of(text), silent_in(text)
    found: list[Concept] = []
    while words:
        length, others = _next(words, synonyms, silent)
        if is_typed and (begun := _typed(words, synonyms)):
            is_one = length == len(words)
            length, others = len(words), tuple(dict.fromkeys((*(others if is_one else ()), *begun)))
        found.append(Concept(words[:length], others))
        words = words[length:]
    loud = tuple(one for one in found if one.others or not silent.issuperset(one.written))
    return loud or tuple(Concept(one.written, synonyms.others(one.written)) for one in found)


def _next(
    words: Phrase, synonyms: Synonyms, silent: frozenset[str]
) -> tuple[int, tuple[Phrase, ...]]:
    """How many of the first words are one phrase, the longest that has synonyms; and those."""
    for length in range(min(len(words), synonyms.longest), 0, -1):
        if length == 1 and words[0] in silent:
            break
        if others := synonyms.others(words[:length]):
            return length, others
    return 1, ()


def _typed(words: Phrase, synonyms: Synonyms) -> tuple[Phrase, ...]:
    """What the last words may become; one letter says too little."""
    is_told = len(words) > 1 or len(words[0]) > 1
    return synonyms.started(words) if is_told and len(words) <= synonyms.longest else ()


def _begins(group: Sequence[Phrase], words: Phrase) -> bool:
    *first, last = words
    at = len(first)
    return any(
        len(phrase) > at and list(phrase[:at]) == first and phrase[at].startswith(last)
        for phrase in group
    )


def _phrases(line: str) -> tuple[Phrase, ...]:
    told = (words_of(part) for part in COMMA.split(_told(line)))
    return tuple(dict.fromkeys(phrase for phrase in told if phrase))


def _told(line: str) -> str:
    return line.partition("#")[0].strip()


def _stems(language: str, phrase: Phrase) -> Phrase:
    return tuple(stem(language, word) for word in phrase)

"""Words as an index knows them: folded, cut to their stems, and how far one lies from another."""

import re
import unicodedata
from collections.abc import Callable

APOSTROPHES = "'’ʼ"
ELIDED = rf"(?<![^\W_])(?:qu|[cdjlmnst])[{APOSTROPHES}](?=[^\W_])|[{APOSTROPHES}]"
"""What is left out of words: French articles that lean on the next one, and apostrophes."""
LEFT_OUT = re.compile(ELIDED, re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
DOUBLED = re.compile(r"([^\W\d_])\1")
LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
    # Arabic: a line that only stretches; letters that are written in two ways.
    | {"ـ": None, "ٱ": "ا", "ى": "ي", "ة": "ه"}
)


def folded(text: str) -> str:
    """A text without case, accents and the ways in which Arabic letters differ.

    >>> folded("Thé Œillet"), folded("أَعْشَاب") == folded("اعشاب")
    ('the oeillet', True)
    """
    told = unicodedata.normalize("NFKD", text.casefold()).translate(LETTERS)
    plain = (sign for sign in told if not unicodedata.combining(sign))
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)


SILENT = frozenset(
    folded(word)
    for word in (
        "a an and for from in of on or the to with "
        "au aux avec ce ces dans de des du en et la le les ou par pour sans sur un une "
        "من في على الى عن مع و او"
    ).split()
)
"""Words that say nothing of what is looked for, where other words do."""
LOUD = frozenset(["thé"])
"""Words that do say something, and look like silent ones without their accents."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text.

    >>> words_of("Piment d'Espelette, lamb's TE-001")
    ('piment', 'espelette', 'lambs', 'te', '001')
    """
    return tuple(WORD.findall(folded(LEFT_OUT.sub("", text))))


def silent_in(text: str) -> frozenset[str]:
    """The words of a text that say nothing; one with an accent is another word.

    >>> sorted(silent_in("the oil of the mint")), sorted(silent_in("Thé à la menthe"))
    (['of', 'the'], ['a', 'la'])
    """
    written = WORD.findall(unicodedata.normalize("NFC", LEFT_OUT.sub("", text.casefold())))
    loud = {folded(word) for word in written if word in LOUD}
    return SILENT.intersection(map(folded, written)) - loud


def _english(word: str) -> str:
    if len(word) < 4 or word.endswith(("us", "ss", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word.removesuffix("s")


def _french(word: str) -> str:
    if len(word) < 4:
        return word
    word = DOUBLED.sub(r"\1", word)
    if word.endswith("aux"):
        return f"{word[:-3]}al"
    stem = word[:-1] if word[-1] in "sx" else word
    return stem[:-1] if len(stem) > 4 and stem.endswith("e") else stem


BEFORE = ("وال", "بال", "كال", "فال", "لل", "ال")
AFTER = ("ات", "ون", "ين", "ان", "يه", "ها", "ه", "ي")


def _arabic(word: str) -> str:
    first = next((one for one in BEFORE if word.startswith(one) and len(word) > len(one) + 2), "")
    stem = word.removeprefix(first)
    last = next((one for one in AFTER if stem.endswith(one) and len(stem) > len(one) + 2), "")
    return stem.removesuffix(last)


STEMS: dict[str, Callable[[str], str]] = {"en": _english, "fr": _french, "ar": _arabic}


def stem(language: str, word: str) -> str:
    """A folded word as its forms have it in common.

    >>> stem("en", "leaves"), stem("fr", "feuilles"), stem("ar", "الاعشاب")
    ('leave', 'feuil', 'اعشاب')
    """
    return STEMS[language](word)


def slips_allowed(word: str) -> int:
    """How many letters of a word may be wrong; none of a number."""
    if not word.isalpha():
        return 0
    return 0 if len(word) < 3 else 1 if len(word) < 6 else 2


def is_alike(word: str, other: str) -> bool:
    """Whether one word is another, misspelt: the first letter is right.

    >>> is_alike("lavendar", "lavender"), is_alike("mint", "lint"), is_alike("tyhme", "thyme")
    (True, False, True)
    """
    most = slips_allowed(word)
    if word[:1] != other[:1] or abs(len(word) - len(other)) > most:
        return False
    return distance(word, other, most) <= most


def distance(word: str, other: str, most: int) -> int:
    """Letters added, left out, changed, or turned round; more than `most` is not counted on."""
    earlier: list[int] = []
    before = list(range(len(other) + 1))
    for row, letter in enumerate(word, start=1):
        now = [row]
        for at, there in enumerate(other, start=1):
            cost = min(before[at] + 1, now[-1] + 1, before[at - 1] + (letter != there))
            is_turned = row > 1 and at > 1 and letter == other[at - 2] and word[row - 2] == there
            now.append(min(cost, earlier[at - 2] + 1) if is_turned else cost)
        if min(now) > most:
            return most + 1
        earlier, before = before, now
    return before[-1]

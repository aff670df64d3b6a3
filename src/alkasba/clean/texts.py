"""A value as written, made bare: outer blanks gone, one Unicode form, declared blanks empty."""

from alkasba.derive.sql import listed, literal
from alkasba.model.source import Format

BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\u2009\u200b\ufeff"
WORDS = ("code", "text", "choice")


def bare_text(expression: str, *, kind: str, form: Format, only_spaces: bool = False) -> str:
    """SQL for the trimmed text of a value; NULL where it counts as blank.

    With `only_spaces`, of all that is blank only a space may stand at the end of an ASCII value.
    """
    text = f"({_trimmed(expression, kind, only_spaces)})"
    if not any(form.blank):
        return f"nullif({text}, '')"
    return f"CASE WHEN {counts_as_blank(text, form)} THEN NULL ELSE {text} END"


def counts_as_blank(text: str, form: Format) -> str:
    """SQL for whether a trimmed text is empty, or one of the words for blank."""
    words = [word.casefold() for word in form.blank if word]
    if not words:
        return f"{text} = ''"
    # Only a text as short as a word for blank is compared without case.
    longest = max(len(one.encode()) for word in words for one in (word, word.upper()))
    return f"strlen({text}) <= {longest} AND lower({text}) IN ('', {listed(words)})"


def _trimmed(expression: str, kind: str, only_spaces: bool) -> str:
    """Trimming by a set of letters costs ten times as much as asking whether it is needed."""
    trimmed = f"trim({expression}, {literal(BLANKS)})"
    one_form = f"nfc_normalize({trimmed})" if kind in WORDS else trimmed
    ends_blank = f"suffix({expression}, ' ')" if only_spaces else f"right({expression}, 1) < '!'"
    return (
        f"CASE WHEN strlen({expression}) <> length({expression}) THEN {one_form} "
        f"WHEN {expression} < '!' OR {ends_blank} THEN {trimmed} "
        f"ELSE {expression} END"
    )

"""A value as written, made bare: outer blanks gone, one Unicode form, declared blanks empty."""

from alkasba.derive.sql import listed, literal
from alkasba.model.source import Format

BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\u2009\u200b\ufeff"
WORDS = ("code", "text", "choice")


def bare_text(expression: str, *, kind: str, form: Format) -> str:
    """SQL for the trimmed text of a value; NULL where it counts as blank."""
    text = f"trim({expression}, {literal(BLANKS)})"
    if kind in WORDS:
        text = f"nfc_normalize({text})"
    words = [word.casefold() for word in form.blank if word]
    if not words:
        return f"nullif({text}, '')"
    return f"CASE WHEN lower({text}) IN ('', {listed(words)}) THEN NULL ELSE {text} END"

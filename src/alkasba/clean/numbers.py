"""Texts of numbers to exact numbers, by the declared way of writing them."""

import re

from alkasba.derive.sql import literal
from alkasba.model.source import NUMBER, Format
from alkasba.model.table import Column

SPACES = (" ", "\u00a0", "\u202f", "\u2009")


def plain_number(text: str, form: Format) -> str:
    """SQL for the number in plain digits and a point; NULL where it is not written as declared."""
    text = _without_thousands(_with_sign(text, form), form)
    if form.decimal == ",":
        text = f"CASE WHEN contains({text}, '.') THEN NULL ELSE replace({text}, ',', '.') END"
    return text


def _with_sign(text: str, form: Format) -> str:
    """Without currency, and what the declared marks say of the sign in front: (5) is -5."""
    bare = _without_currency(text, form)
    cases = []
    for sign, samples in (("-", form.negative), ("", form.positive)):
        for sample in samples:
            shape = literal(_marked(sample))
            # A sign of the currency stands inside of the marks or outside, but not both.
            inner = _without_currency(f"regexp_extract({text}, {shape}, 1)", form)
            cases.append(f"WHEN regexp_full_match({text}, {shape}) THEN '{sign}' || {inner}")
            if bare != text:
                outer = f"regexp_extract({bare}, {shape}, 1)"
                cases.append(f"WHEN regexp_full_match({bare}, {shape}) THEN '{sign}' || {outer}")
    return f"CASE {' '.join(cases)} ELSE {bare} END" if cases else bare


def _marked(sample: str) -> str:
    """The pattern of amounts that are marked as in a sample, where 5 stands for the number."""
    blank = f"[{''.join(SPACES)}]*"
    before, _, after = sample.partition(NUMBER)
    # A sign of its own within the marks says two things at once, and makes it no number.
    return f"(?i)^{re.escape(before.strip())}{blank}([^-+].*?){blank}{re.escape(after.strip())}$"


def _without_currency(text: str, form: Format) -> str:
    """One sign is dropped before or after the number; within it, it makes the text no number."""
    if not form.currency:
        return text
    signs = "|".join(re.escape(sign) for sign in sorted(form.currency, key=len, reverse=True))
    blank = f"[{''.join(SPACES)}]*"
    shape = f"^([-+]?)(?:{signs}){blank}|{blank}(?:{signs})$"
    return f"regexp_replace({text}, {literal(shape)}, '\\1')"


def _without_thousands(text: str, form: Format) -> str:
    """Groups of three are joined; a separator anywhere else makes the text no number."""
    if not form.thousands:
        return text
    separators = SPACES if form.thousands == " " else (form.thousands,)
    group = "(?:" + "|".join(re.escape(s) for s in separators) + ")"
    point = "," if form.decimal == "," else "\\."
    shape = rf"[-+]?\d{{1,3}}({group}\d{{3}})+({point}\d*)?"
    joined = f"regexp_replace({text}, {literal(group)}, '', 'g')"
    return (
        f"CASE WHEN NOT regexp_matches({text}, {literal(group)}) THEN {text} "
        f"WHEN regexp_full_match({text}, {literal(shape)}) THEN {joined} END"
    )


def number_of(plain: str, column: Column) -> str:
    """SQL for a plain text as DECIMAL(18, decimals), rounded; NULL where it is no number."""
    kind = f"DECIMAL(18,{column.decimals})"
    return f"CASE WHEN {_is_number(plain)} THEN TRY_CAST({plain} AS {kind}) END"


def whole_of(plain: str) -> str:
    """SQL for a plain text as BIGINT; 12.0 and 1e3 are whole, 12.5 and 25e-1 are not."""
    # A cast would round 25e-1 to 3, so only these two forms reach one.
    return (
        f"CASE WHEN contains({plain}, '.') THEN CASE WHEN regexp_full_match({plain}, "
        rf"'[-+]?\d+\.0*') THEN TRY_CAST(split_part({plain}, '.', 1) AS BIGINT) END "
        rf"WHEN regexp_full_match({plain}, '[-+]?\d+([eE]\+?\d+)?') "
        f"THEN TRY_CAST({plain} AS BIGINT) END"
    )


def has_more_decimals(plain: str, column: Column) -> str:
    """SQL for: the text has digits that DECIMAL(18, decimals) would drop."""
    # Counting digits is slow, so the length of the text decides who needs it.
    may_have = (
        f"contains({plain}, '.') AND length({plain}) - strpos({plain}, '.') > {column.decimals} "
        f"OR contains(lower({plain}), 'e')"
    )
    mantissa = f"split_part(lower({plain}), 'e', 1)"
    digits = f"replace({mantissa}, '.', '')"
    written = f"length(split_part({mantissa}, '.', 2))"
    zeros = f"(length({digits}) - length(rtrim({digits}, '0')))"
    shift = f"coalesce(TRY_CAST(split_part(lower({plain}), 'e', 2) AS INTEGER), 0)"
    return (
        f"CASE WHEN {may_have} THEN regexp_matches({mantissa}, '[1-9]') "
        f"AND {written} - {zeros} - {shift} > {column.decimals} ELSE FALSE END"
    )


def _is_number(plain: str) -> str:
    return rf"regexp_full_match({plain}, '[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?')"

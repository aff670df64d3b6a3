"""Texts of numbers to exact numbers, by the declared way of writing them."""

from alkasba.derive.sql import literal
from alkasba.model.source import Format
from alkasba.model.table import Column

SPACES = (" ", "\u00a0", "\u202f", "\u2009")


def plain_number(text: str, form: Format) -> str:
    """SQL for the number in plain digits and a point; NULL where it is not written as declared."""
    for sign in form.currency:
        text = f"replace({text}, {literal(sign)}, '')"
    if form.currency:
        text = f"trim({text}, {literal(''.join(SPACES))})"
    text = _without_thousands(text, form)
    if form.decimal == ",":
        text = f"CASE WHEN contains({text}, '.') THEN NULL ELSE replace({text}, ',', '.') END"
    return text


def _without_thousands(text: str, form: Format) -> str:
    """Groups of three are joined; a separator anywhere else makes the text no number."""
    if not form.thousands:
        return text
    separators = SPACES if form.thousands == " " else (form.thousands,)
    group = "[" + "".join("\\" + s if s in ".'-" else s for s in separators) + "]"
    point = "," if form.decimal == "," else "\\."
    shape = rf"[-+]?\d{{1,3}}({group}\d{{3}})+({point}\d*)?"
    joined = f"regexp_replace({text}, {literal(group)}, '', 'g')"
    return (
        f"CASE WHEN NOT regexp_matches({text}, {literal(group)}) THEN {text} "
        f"WHEN regexp_full_match({text}, {literal(shape)}) THEN {joined} END"
    )


def number_of(plain: str, column: Column) -> str:
    """SQL for a plain text as DECIMAL(18, decimals), rounded; NULL where it is no number."""
    return f"CASE WHEN {_is_number(plain)} THEN TRY_CAST({plain} AS DECIMAL(18,{column.decimals})) END"


def whole_of(plain: str) -> str:
    """SQL for a plain text as BIGINT; 12.0 is whole, 12.5 is not."""
    return (
        f"CASE WHEN contains({plain}, '.') THEN CASE WHEN regexp_full_match({plain}, "
        rf"'[-+]?\d+\.0*') THEN TRY_CAST(split_part({plain}, '.', 1) AS BIGINT) END "
        f"WHEN {_is_number(plain)} THEN TRY_CAST({plain} AS BIGINT) END"
    )


def has_more_decimals(plain: str, column: Column) -> str:
    """SQL for: the text has digits that DECIMAL(18, decimals) would drop."""
    # The exact comparison is slow, so the length of the text decides who needs it.
    may_have = (
        f"contains({plain}, '.') AND length({plain}) - strpos({plain}, '.') > {column.decimals} "
        f"OR contains(lower({plain}), 'e')"
    )
    exact = f"TRY_CAST({plain} AS DECIMAL(38,18))"
    kept = f"TRY_CAST({plain} AS DECIMAL(18,{column.decimals}))"
    return f"CASE WHEN {may_have} THEN {exact} IS DISTINCT FROM {kept} ELSE FALSE END"


def _is_number(plain: str) -> str:
    return rf"regexp_full_match({plain}, '[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?')"

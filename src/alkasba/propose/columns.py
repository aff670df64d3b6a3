"""A column as it was seen -> the type, the class and the forms that a declaration says of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alkasba.model.personal import looks_personal
from alkasba.model.seen import Seen, SeenColumn
from alkasba.model.table import DECIMALS
from alkasba.propose.names import column_name

NEARLY = 0.98
"""The share of values that must fit a type; the others become rejects, and are told."""
FULL = 0.99
"""The share of rows that must have what every row of a table needs."""
SOME = 20
"""Of so many one may be odd: a line of totals stands below many a table."""

PRICES = "price|prix|preis|precio|preco|prezzo|prijs|(?:ال)?سعر|価格|単価|单价|цена"
AMOUNTS = "amount|montant|betrag|importe|importo|bedrag|(?:ال)?مبلغ|金額|金额|сумма"
QUANTITIES = (
    "quantity|qty|units|menge|quantite|cantidad|quantidade|quantita|aantal|(?:ال)?كمية|数量"
    "|количество"
)
"""Words of a name in the languages of shops, without accents."""

MONEY = re.compile(
    rf"(^|_)({PRICES}|{AMOUNTS}|total|cost|costs|net|gross|freight|tax|vat|fee|fees|paid|salary|"
    r"revenue|sales|subtotal|shipping|refund|balance|value)($|_)"
)
WHOLE_MONEY = re.compile(
    rf"(^|_)({PRICES}|{AMOUNTS}|cost|costs|net|gross|freight|tax|vat|fee|fees|salary|revenue)"
    r"($|_)"
)
AMOUNT = re.compile(
    rf"(^|_)({QUANTITIES}|count|stock|hand|level|weight|rating|score|age|size|"
    r"discount|rate|percent|percentage|year|month|rank|position_in)($|_)"
)
IDENTITY = re.compile(
    r"(^|_)(id|ids|code|no|nr|number|sku|ref|zip|ean|isbn|barcode|account|key|invoice)($|_)"
)
CURRENCY = re.compile(r"(^|_)(currency|devise|monnaie|waehrung|wahrung|moneda)(_code)?$")
FLAG = re.compile(r"^(is|has|was|can)_|(^|_)(flag|active|enabled|deleted|discontinued|valid|open)$")
CLASSES = {
    **dict.fromkeys(("e-mail", "telephone", "address", "name of a person"), "contact"),
    **dict.fromkeys(("birth", "bank account", "identity", "secret"), "sensitive"),
    "network address": "identifier",
}
"""What a column looks like -> the class of personal data that it is put in."""

PERSON = re.compile(
    r"(^|_)(sales_?person|sales_rep|rep|agent|seller|manager|assignee|author|reviewer|owner|"
    r"employee|staff|buyer|by|customer|client|contact|person|user|member|teacher|doctor)($|_)"
)
PERSONAL_FORMS = ("e-mail", "bank account", "network address", "telephone")
MOST_CHOICES = 8
ROWS_A_CHOICE = 20
MARKS = ("negative", "positive")
CONTRADICTS = "day or month first"


@dataclass(slots=True)
class Proposed:
    """A proposed column. `form` holds the keys of a format, `unsure` what a person must decide."""

    name: str
    seen: SeenColumn
    type: str = "text"
    personal: str | None = None
    looks: str | None = None
    decimals: int | None = None
    is_rounded: bool = False
    drop_decimals: bool = False
    choices: tuple[str, ...] = ()
    form: dict[str, object] = field(default_factory=dict)
    blanks: tuple[str, ...] = ()
    unsure: list[str] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether no value is blank, as a key needs it."""
        return self.seen.filled > 0 and not self.unsure_blanks

    @property
    def unsure_blanks(self) -> int:
        return sum(self.seen.blanks.values())


def is_nearly_full(column: SeenColumn, seen: Seen) -> bool:
    """Whether so few rows lack a value that they are more likely to be none of the table."""
    lacking = seen.rows - column.filled
    return lacking <= seen.rows * (1 - FULL) or (lacking == 1 and seen.rows >= SOME)


def told_of_lacking(one: Proposed, seen: Seen) -> str:
    """What becomes of the rows that lack a value which every row needs."""
    lacking = seen.rows - one.seen.filled
    have = "has" if lacking == 1 else "have"
    return f"{lacking} of its rows {have} no {one.name}, and would be rejected"


def propose_columns(seen: Seen) -> list[Proposed]:
    """A proposal for every column of a group."""
    found: list[Proposed] = []
    for column in seen.columns:
        name = column_name(column.name, [one.name for one in found])
        one = Proposed(name, column)
        _settle_type(one, seen)
        _settle_person(one)
        found.append(one)
    return found


def _nearly(column: SeenColumn) -> float:
    """The share of its values that must fit."""
    return min(NEARLY, 1 - 1 / column.looked) if column.looked >= SOME else NEARLY


def _settle_type(one: Proposed, seen: Seen) -> None:
    column = one.seen
    if not column.filled:
        one.unsure.append("it is always blank")
        return
    for settle in (_as_said, _as_flag, _as_day, _as_number):
        if settle(one):
            break
    else:
        _as_word(one, seen)
    if one.type not in ("text", "code", "choice"):
        one.blanks = tuple(column.blanks)
    else:
        one.blanks = tuple(word for word in column.blanks if not word.isalpha() or len(word) > 3)


def _as_said(one: Proposed) -> bool:
    """As the origin itself declares it, where that settles what its values cannot."""
    said, is_whole = one.seen.said, one.seen.share("whole") == 1
    if said == "code":
        one.type = "code"
    elif said == "document":
        one.unsure.append("it holds documents, kept as texts; what is in them was not looked at")
    elif said == "money":
        one.type = "money"
    elif said == "flag" and one.seen.share("one or zero") == 1:
        one.type = "flag"
    elif said == "text" and is_whole and not (AMOUNT.search(one.name) or MONEY.search(one.name)):
        # Digits in a column of texts are numbers of things, not of pieces: 00512, 75011.
        one.type = "code"
    else:
        return False
    return True


def _as_flag(one: Proposed) -> bool:
    column = one.seen
    if column.share("flag") == 1 and column.distinct <= 2:
        one.type = "flag"
        words = {word.casefold() for word in column.few}
        one.form = {
            key: sorted(words & known)
            for key, known in (("yes", YES), ("no", NO))
            if words & known and not words & known <= USUAL
        }
        return True
    if column.share("one or zero") == 1 and FLAG.search(one.name):
        one.type = "flag"
        return True
    return False


YES = {"true", "yes", "y", "t", "oui", "ja", "vrai"}
NO = {"false", "no", "n", "f", "non", "nein", "faux"}
USUAL = {"true", "yes", "y", "false", "no", "n"}


def _as_day(one: Proposed) -> bool:
    column = one.seen
    iso = column.share("day") + column.share("moment")
    if iso >= _nearly(column):
        is_day = column.share("day") + column.share("midnight") >= _nearly(column)
        one.type = "day" if is_day else "moment"
        _tell_misfits(one, iso)
        return True
    shapes = {
        shape: share for shape in column.forms if "%" in shape and (share := column.share(shape))
    }
    best = max(shapes.values(), default=0.0)
    chosen = [shape for shape, share in shapes.items() if share == best]
    if best < _nearly(column):
        return _as_several(one, shapes, iso)
    one.type = "moment" if "%H" in chosen[0] or "%I" in chosen[0] else "day"
    one.form = {f"{one.type}s": [chosen[0]]}
    if len(chosen) > 1:
        one.unsure.append(f"{CONTRADICTS}? {' and '.join(chosen)} both read every value")
    _tell_misfits(one, best)
    return True


def _as_several(one: Proposed, shapes: Mapping[str, float], iso: float) -> bool:
    """Two ways of writing days that together read all."""
    ranked = sorted(shapes, key=lambda shape: -shapes[shape])
    if not ranked or any("%H" in shape or "%I" in shape for shape in ranked[:2]):
        return False
    pair = [*ranked[:1], "%Y-%m-%d"] if iso else ranked[:2]
    if shapes[ranked[0]] + (iso or sum(shapes[shape] for shape in ranked[1:2])) < _nearly(one.seen):
        return False
    one.type, one.form = "day", {"days": pair}
    one.unsure.append(f"its days are written in two ways: {' and '.join(pair)}")
    return True


def _tell_misfits(one: Proposed, share: float) -> None:
    misfits = round((1 - share) * one.seen.looked)
    if misfits > 0:
        are = "is" if misfits == 1 else "are"
        one.unsure.append(f"{misfits} of its values {are} no {one.type}, and would be rejected")


def _as_number(one: Proposed) -> bool:
    column = one.seen
    if column.share("zeros") > 0 and column.share("whole") >= _nearly(column):
        one.type = "code"
        return True
    if column.share("point zero") + column.share("whole") >= _nearly(column) and IDENTITY.search(
        one.name
    ):
        one.type, one.drop_decimals = "code", column.share("point zero") > 0
        return True
    if column.share("whole") >= _nearly(column):
        is_money = WHOLE_MONEY.search(one.name) and not IDENTITY.search(one.name)
        _note_sign(one)
        _note_marks(one)
        one.type = "money" if is_money or "currency" in one.form else "whole"
        _tell_misfits(one, column.share("whole"))
        return True
    share = max(column.share("point") + column.share("exponent"), _written(one))
    if share < _nearly(column):
        return False
    _note_sign(one)
    _note_marks(one)
    one.type = "money" if MONEY.search(one.name) or "currency" in one.form else "number"
    kept = DECIMALS[one.type]
    if column.decimals > kept:
        one.is_rounded = True
        one.unsure.append(f"it has up to {column.decimals} decimals; {kept} are kept")
    elif column.share("exponent"):
        one.is_rounded = True
        told = f"some of it is written with an exponent; {kept} decimals are kept"
        one.unsure.append(told)
    _tell_misfits(one, share)
    return True


def _note_marks(one: Proposed) -> None:
    """How amounts are marked as below zero, where that is not by a minus in front."""
    seen = [sample for sample in ("(5)", "5-", "5 CR", "5 DR") if one.seen.share(sample)]
    words = [sample for sample in seen if sample.endswith("R")]
    one.form |= {"negative": [s for s in seen if s not in words[:-1]]} if seen else {}
    if words[:-1]:
        one.form["positive"] = words[:-1]
    if words:
        told = f"{words[-1]} is taken for less than nothing; if it is not, correct negative"
        one.unsure.append(told)


def _note_sign(one: Proposed) -> None:
    if one.seen.share("sign"):
        one.unsure.append("it carries signs of a currency; leave those of the shop's in [format]")
        one.form["currency"] = ["€", "$", "£", "¥", "EUR", "USD", "GBP", "CHF"]


def _written(one: Proposed) -> float:
    """How many are numbers in the way that fits most; that way is put into the format."""
    column = one.seen
    plain = column.share("point")
    if plain >= _nearly(column):
        return plain
    comma, dots = column.share("comma"), column.share("thousands point")
    grouped, blanks = column.share("thousands comma"), column.share("thousands blank")
    whole = column.share("whole")
    if plain + grouped - whole >= _nearly(column) and grouped:
        one.form = {"thousands": ","}
        if column.share("comma") >= _nearly(column):
            one.unsure.append("is its comma a decimal sign, or does it part thousands?")
        return plain + grouped
    if comma + dots + blanks - whole >= _nearly(column) or comma >= _nearly(column):
        one.form = {"decimal": ","}
        one.form |= {"thousands": "."} if dots else {"thousands": " "} if blanks else {}
        return comma + dots + blanks
    if plain + blanks >= _nearly(column) and blanks:
        one.form = {"thousands": " "}
        return plain + blanks
    return plain


def _as_word(one: Proposed, seen: Seen) -> None:
    column = one.seen
    is_identity = IDENTITY.search(one.name) and column.longest <= 60
    if is_identity or (CURRENCY.search(one.name) and column.longest <= len("EUR")):
        one.type = "code"
    elif _is_choice(column, seen):
        one.type, one.choices = "choice", tuple(column.few)
    elif column.share("code") >= _nearly(column) and re.search(
        r"(^|_)(type|invoice|order|product)", one.name
    ):
        one.type = "code"


def _is_choice(column: SeenColumn, seen: Seen) -> bool:
    is_few = 1 < column.distinct <= MOST_CHOICES
    folded = {word.casefold() for word in column.few}
    return (
        is_few
        and len(folded) == column.distinct
        and not seen.is_part
        and column.longest <= 40
        and column.filled >= ROWS_A_CHOICE * column.distinct
    )


def _settle_person(one: Proposed) -> None:
    """Personal by its name, as the check sees it, or by what its values look like."""
    column = one.seen
    by_value = next((f for f in PERSONAL_FORMS if column.share(f) >= 0.5), None)
    # Long numbers are telephones only where they say so themselves, by the code of a country.
    if by_value == "telephone" and one.type != "text" and column.share("country code") < 0.5:
        by_value = None
    if PERSON.search(one.name) and column.share("two names") >= 0.7:
        by_value = "name of a person"
    by_name = looks_personal(one.name)
    one.looks = by_name or by_value
    if one.looks is None:
        return
    one.personal = CLASSES[one.looks]
    if by_name is None:
        a = "an" if by_value == "e-mail" else "a"
        one.unsure.append(f"its values look like {a} {by_value}, so it is personal")
    if one.type in ("choice", "whole", "number", "money", "moment") or "phone" in one.name:
        one.type, one.choices, one.form = "text", (), {}
        one.is_rounded = one.drop_decimals = False


def told_together(
    columns: Sequence[Proposed],
) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
    """The format that all columns can share, and by column what only it needs."""
    shared: dict[str, object] = {}
    own: dict[str, dict[str, object]] = {one.name: {} for one in columns}
    for key in ("decimal", "thousands", "currency", *MARKS, "days", "moments", "yes", "no"):
        told = {one.name: one.form[key] for one in columns if key in one.form}
        minds = [one for one in columns if _minds(one, key) and key not in one.form]
        if told and not minds and len({str(value) for value in told.values()}) == 1:
            shared[key] = next(iter(told.values()))
        else:
            for name, value in told.items():
                own[name][key] = value
    if words := sorted({word for one in columns for word in one.blanks}):
        shared["blank"] = words
    return shared, own


def _minds(one: Proposed, key: str) -> bool:
    """Whether a column that says nothing of a key would be read wrongly by another's."""
    if one.seen.is_typed:
        return False
    types = {
        **dict.fromkeys(("decimal", "thousands", "currency", *MARKS), ("money", "number")),
        "days": ("day",),
        "moments": ("moment",),
        **dict.fromkeys(("yes", "no"), ("flag",)),
    }
    return one.type in types[key]

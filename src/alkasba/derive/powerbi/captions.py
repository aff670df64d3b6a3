"""How a model's tables, columns and measures are called in the languages of the shop."""

from alkasba.derive.powerbi.names import (
    CHANGE,
    LAST_YEAR,
    PREVIOUS,
    PREVIOUS_CHANGE,
    RUNNING,
    TO_DATE,
)
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.derive.powerbi.tmdl import one_line
from alkasba.model.shop import Shop
from alkasba.model.words import LANGUAGE

CULTURES = {"en": "en-US", "fr": "fr-FR", "ar": "ar-DZ"}
"""Language -> what Power BI calls it; Arabic is written as in Algeria, as on the pages."""
MEASURES, OVER_TIME, OTHER_DAYS = "Measures", "Over time", "By another day"
"""The folders in which measures stand."""
WORDS: dict[str, dict[str, str]] = {
    LAST_YEAR: {"fr": "année précédente", "ar": "السنة الماضية"},
    PREVIOUS: {"fr": "période précédente", "ar": "الفترة السابقة"},
    CHANGE: {"fr": "évolution sur un an", "ar": "التغير عن السنة الماضية"},
    PREVIOUS_CHANGE: {"fr": "évolution sur la période", "ar": "التغير عن الفترة السابقة"},
    TO_DATE: {"fr": "depuis le début de l’année", "ar": "منذ بداية السنة"},
    RUNNING: {"fr": "cumul", "ar": "المجموع التراكمي"},
    "value": {"fr": "valeur", "ar": "القيمة"},
    "by": {"fr": "selon", "ar": "حسب"},
    MEASURES: {"fr": "Mesures", "ar": "المقاييس"},
    OVER_TIME: {"fr": "Dans le temps", "ar": "عبر الزمن"},
    OTHER_DAYS: {"fr": "Selon un autre jour", "ar": "حسب يوم آخر"},
    CALENDAR: {"fr": "Calendrier", "ar": "التقويم"},
    "day": {"fr": "Jour", "ar": "اليوم"},
    "month": {"fr": "Mois", "ar": "الشهر"},
    "month_of_year": {"fr": "Mois de l’année", "ar": "شهر السنة"},
    "quarter": {"fr": "Trimestre", "ar": "الربع"},
    "year": {"fr": "Année", "ar": "السنة"},
    "week": {"fr": "Semaine", "ar": "الأسبوع"},
    "weekday": {"fr": "Jour de la semaine", "ar": "يوم الأسبوع"},
    "day_of_month": {"fr": "Jour du mois", "ar": "يوم الشهر"},
    "fiscal_year": {"fr": "Exercice", "ar": "السنة المالية"},
    "fiscal_quarter": {"fr": "Trimestre de l’exercice", "ar": "ربع السنة المالية"},
    "is_weekend": {"fr": "Fin de semaine", "ar": "عطلة نهاية الأسبوع"},
    "is_holiday": {"fr": "Jour férié", "ar": "يوم عطلة"},
    "Calendar year": {"fr": "Année civile", "ar": "السنة الميلادية"},
    "Fiscal year": {"fr": "Exercice", "ar": "السنة المالية"},
}
"""What the model says beside the shop's own words, in languages other than English."""


def languages_of(shop: Shop) -> list[str]:
    """English, and each language in which the shop names something."""
    titles = [table.title for table in shop.tables.values()]
    titles += [dashboard.title for dashboard in shop.dashboards.values()]
    said = {one for title in titles for one in title if LANGUAGE.fullmatch(one)}
    return ["en", *sorted({*shop.words.names, *said} - {"en"})]


def culture_of(language: str) -> str:
    """What Power BI calls a language."""
    return CULTURES.get(language, language)


def word(text: str, language: str) -> str:
    """A word of the model's own."""
    return WORDS.get(text, {}).get(language, text)


def caption(shop: Shop, name: str, language: str) -> str:
    """A declared name for people: as words.toml reads it, else as it is written.

    >>> from pathlib import Path; from alkasba.model.shop import Calendar
    >>> caption(Shop(Path(), "Herbs", "EUR", Calendar(), {}, {}), "net_sales", "fr")
    'Net sales'
    """
    told = one_line(shop.words.names.get(language, {}).get(name, ""))
    return told or _capital(word(name, language).replace("_", " ").strip())


def caption_of_table(shop: Shop, roles: Roles, name: str, language: str) -> str:
    """A table's title; of a further part that a dimension plays, how its references are read."""
    if name not in shop.tables:
        return " · ".join(caption(shop, part, language) for part in name.split())
    title = shop.tables[name].title
    return one_line(
        title.get(language)
        or shop.words.names.get(language, {}).get(name)
        or (title.get("en") or caption(shop, name, language))
    )


def caption_of_measure(shop: Shop, name: str, language: str) -> str:
    """A measure, and of one derived from another what it tells of that."""
    measure, _, kind = name.partition(" ")
    told = caption(shop, measure, language)
    if not kind:
        return told
    by, _, day = kind.partition(" ")
    if by == "by":
        return f"{told} {word('by', language)} {caption(shop, day, language).lower()}"
    return f"{told}, {word(kind, language)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""Promotions: when customers were let off some of the price, and for what."""

from dataclasses import dataclass
from datetime import date

from alkasba.example.period import days_between


@dataclass(frozen=True, slots=True)
class Promotion:
    """A code that takes percents off a category, or off everything."""

    code: str
    first_day: date
    last_day: date
    percent: int
    category: str | None = None


PROMOTIONS = (
    Promotion("BLACKFRIDAY24", date(2024, 11, 25), date(2024, 12, 1), 20),
    Promotion("HIVER25", date(2025, 1, 8), date(2025, 1, 26), 15, "Teas"),
    Promotion("SEMIS25", date(2025, 3, 3), date(2025, 3, 23), 10, "Seeds"),
    Promotion("TERRASSE25", date(2025, 5, 2), date(2025, 5, 18), 15, "Potted plants"),
    Promotion("GRILL25", date(2025, 7, 5), date(2025, 7, 20), 10, "Spices"),
    Promotion("RENTREE25", date(2025, 9, 1), date(2025, 9, 10), 10),
    Promotion("BLACKFRIDAY25", date(2025, 11, 24), date(2025, 11, 30), 20),
    Promotion("HIVER26", date(2026, 1, 8), date(2026, 1, 26), 15, "Teas"),
    Promotion("SEMIS26", date(2026, 3, 2), date(2026, 3, 22), 10, "Seeds"),
    Promotion("TERRASSE26", date(2026, 5, 1), date(2026, 5, 17), 15, "Potted plants"),
    Promotion("AROMES26", date(2026, 6, 6), date(2026, 6, 21), 12, "Oils"),
    Promotion("GRILL26", date(2026, 7, 4), date(2026, 7, 19), 10, "Spices"),
    Promotion("RENTREE26", date(2026, 9, 1), date(2026, 9, 10), 10),
)


BY_DAY = {
    day: promotion
    for promotion in PROMOTIONS
    for day in days_between(promotion.first_day, promotion.last_day)
}


def promotion_on(day: date) -> Promotion | None:
    """The promotion of a day; there is never more than one."""
    return BY_DAY.get(day)

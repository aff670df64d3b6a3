"""The periods of the report: what the slicer of days is set to, and the bookmarks that set it."""

from collections.abc import Iterable
from dataclasses import dataclass

from alkasba.derive.powerbi.pbir.conditions import chosen
from alkasba.derive.powerbi.pbir.fields import Named
from alkasba.derive.powerbi.pbir.ids import sign
from alkasba.derive.powerbi.pbir.versions import BOOKMARK_FORMAT
from alkasba.derive.powerbi.pbir.words import say
from alkasba.derive.powerbi.pbir.writing import Json, document, points, properties
from alkasba.model.shop import Shop

GROUP = "periods"
DAY, MONTH, YEAR = 0, 2, 3
"""How a filter calls units of time."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period that ends today or is a whole calendar year: `word` names it, `relative` and `unit`
    are what the slicer shows."""

    word: str
    relative: str
    number: int
    unit: str


PERIODS = (
    Period("last_12_months", "Last", 12, "Months"),
    Period("this_year", "This", 1, "Years"),
    Period("last_calendar_year", "Last", 1, "Calendar Years"),
)
"""The first is what a report opens with, as the pages do."""


def period_objects(day: Named, period: Period) -> dict[str, object]:
    """A slicer of days that is set to a period."""
    data: dict[str, object] = {"mode": "Relative", "relativeRange": period.relative}
    data["relativeDuration"] = points(period.number)
    data["relativePeriod"] = period.unit
    kept = {"filter": chosen(day, _within(day, period))}
    return {"data": properties(**data), "general": properties(filter=kept)}


def _within(day: Named, period: Period) -> Json:
    low, high = _bounds(period)
    return {"Between": {"Expression": day.expression("t"), "LowerBound": low, "UpperBound": high}}


def _bounds(period: Period) -> tuple[Json, Json]:
    """The first and the last day: of whole years, or of the months that end today."""
    now: Json = {"Now": {}}
    if period.unit == "Months":
        first = _shifted(_shifted(now, 1, DAY), -period.number, MONTH)
        return _span(first, DAY), _span(now, DAY)
    year = now if period.relative == "This" else _shifted(now, -period.number, YEAR)
    return _span(year, YEAR), _span(year, YEAR)


def _shifted(moment: Json, amount: int, unit: int) -> Json:
    return {"DateAdd": {"Expression": moment, "Amount": amount, "TimeUnit": unit}}


def _span(moment: Json, unit: int) -> Json:
    return {"DateSpan": {"Expression": moment, "TimeUnit": unit}}


def bookmark_files(
    shop: Shop, language: str, day: Named, slicers: dict[str, list[str]], active: str
) -> dict[str, str]:
    """The bookmarks of the periods; `slicers` are the slicers of days of each page."""
    files = {}
    for period in PERIODS:
        name = sign(shop, "bookmark", period.word)
        files[f"definition/bookmarks/{name}.bookmark.json"] = document(
            "bookmark",
            {
                "displayName": say(language, period.word),
                "name": name,
                "options": {
                    # Only the period changes: the page, other filters and what is drawn stay.
                    "applyOnlyToTargetVisuals": True,
                    "targetVisualNames": [one for page in slicers.values() for one in page],
                    "suppressActiveSection": True,
                    "suppressDisplay": True,
                },
                "explorationState": {
                    "version": BOOKMARK_FORMAT,
                    "activeSection": active,
                    "sections": {
                        page: {"visualContainers": _set(day, period, found)}
                        for page, found in slicers.items()
                    },
                },
            },
        )
    return {**files, "definition/bookmarks/bookmarks.json": _list(shop, language)}


def _set(day: Named, period: Period, slicers: Iterable[str]) -> Json:
    merged = {"merge": period_objects(day, period)}
    return {one: {"singleVisual": {"visualType": "slicer", "objects": merged}} for one in slicers}


def _list(shop: Shop, language: str) -> str:
    group = {
        "name": sign(shop, GROUP),
        "displayName": say(language, "period"),
        "children": [sign(shop, "bookmark", period.word) for period in PERIODS],
    }
    return document("bookmarksMetadata", {"items": [group]})

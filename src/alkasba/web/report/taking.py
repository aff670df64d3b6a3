"""Dashboards are taken away: read from one run, made into files, put where they are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from alkasba.derive.web.state import Pairs
from alkasba.errors import UnknownName
from alkasba.flows.serving import Serving
from alkasba.model.shop import Shop
from alkasba.web.report.content import report_of
from alkasba.web.report.keeping import check_place, keep
from alkasba.web.report.made import form_of, make


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was made; `lacks_letters` where some of it could not be written."""

    file: Path
    size: int
    lacks_letters: bool


@dataclass(frozen=True, slots=True)
class TakenAway:
    """What was taken away, of which run; `undated` are the dashboards that no period reaches."""

    run: str
    dashboards: tuple[str, ...]
    undated: tuple[str, ...]
    files: tuple[Taken, ...]


def take_away(
    serving: Serving,
    names: Sequence[str],
    pairs: Pairs,
    language: str,
    places: Sequence[Path],
    *,
    writes: bool,
) -> TakenAway:
    """Make the dashboards into a file for each place; all are made before the first is written."""
    places = tuple(dict.fromkeys(places))
    for place in places:
        form_of(ending_of(place))
        check_place(place)
    with serving.edition() as edition:
        found = _named(edition.shop, names)
        lengths = [rows_of(serving, ending_of(place)) for place in places]
        reports = [report_of(edition, found, pairs, language, table_rows=rows) for rows in lengths]
    made = [
        (place, make(report, ending_of(place)))
        for place, report in zip(places, reports, strict=True)
    ]
    if writes:
        for place, file in made:
            keep(place, file.data)
    report = reports[0]
    return TakenAway(
        report.run,
        tuple(part.name for part in report.parts),
        tuple(part.name for part in report.parts if not part.has_period),
        tuple(Taken(place, len(file.data), file.lacks_letters) for place, file in made),
    )


def rows_of(serving: Serving, ending: str) -> int:
    """Rows that tables of such a file hold at least, where there are as many."""
    return serving.rows if form_of(ending).is_long else 0


def ending_of(place: Path) -> str:
    """What tells the kind of a file.

    >>> ending_of(Path("mail/Sales.PDF"))
    'pdf'
    """
    return place.suffix.removeprefix(".").lower()


def _named(shop: Shop, names: Sequence[str]) -> Sequence[str]:
    if names := list(dict.fromkeys(names or shop.dashboards)):
        return names
    raise UnknownName(
        "the shop has no dashboards.",
        where="dashboards",
        next_step="Add a file to the folder dashboards.",
    )

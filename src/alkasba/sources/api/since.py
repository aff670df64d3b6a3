"""Only what was changed later: the highest moment seen, less the overlap."""

from datetime import datetime

from alkasba.errors import WrongValue
from alkasba.sources.api.options import Since
from alkasba.sources.api.trouble import Place, changed
from alkasba.sources.paths import find, text_of


def asked_since(since: Since | None, until: str, source: str) -> dict[str, str]:
    """The parameter by which later rows are asked for; none the first time."""
    if since is None or not until:
        return {}
    return {since.parameter: since.write.replace("{}", _less(since, until, source))}


def _less(since: Since, until: str, source: str) -> str:
    """The moment an overlap earlier, written as the origin writes it."""
    try:
        moment = datetime.fromisoformat(until) - since.overlap
    except ValueError:
        return _number_less(since, until, source)
    if len(until) == len("2026-01-31"):
        return moment.date().isoformat()
    written = moment.isoformat(timespec="seconds")
    return written.replace("+00:00", "Z") if until.endswith("Z") else written


def _number_less(since: Since, until: str, source: str) -> str:
    if not since.overlap:
        return until
    raise WrongValue(
        f"'{since.field}' holds no moments, so nothing lies an overlap before one.",
        where=f"sources/{source}.toml, since.overlap",
        next_step="Leave overlap out, or name a field of moments.",
    )


def highest(since: Since, rows: list[dict[str, object]], until: str, place: Place) -> str:
    """The highest moment of the rows and of those before."""
    told = [text for row in rows if (text := text_of(find(row, since.field)))]
    if rows and not told:
        raise changed(f"no row has anything at '{since.field}'.", place, "Correct field of since.")
    return max([until, *told], key=_order)


def _order(text: str) -> tuple[int, float, str]:
    """Moments by time, numbers by value, all else by text."""
    try:
        moment = datetime.fromisoformat(text)
        return (
            2,
            (moment - datetime(1970, 1, 1, tzinfo=moment.tzinfo)).total_seconds()
            - (offset.total_seconds() if (offset := moment.utcoffset()) else 0),
            text,
        )
    except ValueError:
        return (1, float(text), text) if text.isdecimal() else (0, 0.0, text)

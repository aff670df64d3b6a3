"""Rows of a page as they are kept: what is left out is gone, and the key tells them apart."""

from collections.abc import Sequence

from alkasba.sources.api.answer import without
from alkasba.sources.api.graphql import refuse_cut_lists
from alkasba.sources.api.options import Api
from alkasba.sources.api.trouble import Place, changed
from alkasba.sources.api.work import digest_of
from alkasba.sources.paths import dump, find, text_of


def key_of(row: object, key: Sequence[str]) -> bytes | None:
    """A mark of what tells a row apart; nothing where a part of it is nowhere."""
    parts = [text_of(find(row, path)) for path in key]
    return digest_of(dump(parts)) if parts and None not in parts else None


def told_rows(
    api: Api, rows: Sequence[dict[str, object]], place: Place
) -> list[tuple[bytes | None, str]]:
    """Key and text of every row."""
    try:
        return [_told(api, row, place) for row in rows]
    except RecursionError:
        raise changed(
            "a row is nested too deep.", place, "Leave that part out: leave_out."
        ) from None


def _told(api: Api, row: dict[str, object], place: Place) -> tuple[bytes | None, str]:
    if api.graphql:
        refuse_cut_lists(row, place)
    mark = key_of(row, api.key)
    if api.key and mark is None:
        raise changed(
            f"a row has nothing at {', '.join(api.key)}, which tells rows apart.",
            place,
            "Correct key, or leave it out.",
        )
    text = dump(without(row, api.leave_out))
    # Half a character stays the escape that it was; no file could hold it.
    return mark, text.encode("utf-8", "backslashreplace").decode()

"""What becomes of a feed some of whose files have a column, and others do not."""

from collections.abc import Collection, Mapping

from alkasba.flows.run.changes import Usual
from alkasba.flows.run.headers import WITH_HEADER, Headers
from alkasba.flows.run.holding import HeldBack
from alkasba.flows.run.keys import Keys
from alkasba.flows.run.pending import Origins, Pending
from alkasba.model.shop import Shop
from alkasba.ports import Keyed
from alkasba.report import Hold
from alkasba.sources import source_of

Names = Headers | Keys


def names_in(
    shop: Shop, origins: Origins, pending: Pending, usual: Mapping[tuple[str, str], Usual]
) -> Names | None:
    """What compares the names in the files of a feed; None where files say none."""
    feed = pending.feed
    table, source = shop.tables[feed.table], shop.sources[feed.source]
    kind = source_of(source)
    if isinstance(kind, Keyed):
        now = {file.name for file in pending.files}
        before = [f for f in origins.at(feed.source, feed.rows) if f.name not in now]
        had = usual.get((feed.table, feed.source))
        filled = had.filled if had else {}
        return Keys(kind, source, feed, table, before, filled, is_first=had is None)
    return Headers(feed, table) if source.kind in WITH_HEADER and source.header else None


def notes_of(
    shop: Shop, pending: Pending, names: Names | None, *, accepted: Collection[str]
) -> Mapping[int, str]:
    """What is noted of files beside others of their feed, by id; raises HeldBack to stop."""
    if names is None:
        return {}
    feed = pending.feed
    is_free = feed.table in accepted or shop.sources[feed.source].changes.missing == "evolve"
    if not is_free and (told := list(names.uneven())):
        raise HeldBack([Hold(feed.table, feed.source, "; ".join(told))])
    return {pending.file_id(file): note for file, note in names.notes().items()}

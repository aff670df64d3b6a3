"""dashboards/NAME.toml -> Dashboard."""

from alkasba.model.dashboard import SHOWS, TARGETED, Dashboard, Tile
from alkasba.model.entry import Entry


def read_dashboard(name: str, entry: Entry) -> Dashboard:
    """A dashboard and its tiles, in order."""
    dashboard = Dashboard(
        name=name,
        title=entry.in_languages("title") or {"en": name.replace("_", " ").capitalize()},
        filters=entry.words("filters"),
        tiles=tuple(_tile(part) for part in _tiles(entry)),
    )
    entry.finish()
    return dashboard


def _tiles(entry: Entry) -> list[Entry]:
    tiles = entry.take("tiles") or []
    if not isinstance(tiles, list) or not all(isinstance(tile, dict) for tile in tiles):
        entry.wrong("tiles", "write each tile as [[tiles]].")
        return []
    return [
        Entry(entry.findings, entry.file, f"tile {number}", tile)
        for number, tile in enumerate(tiles, start=1)
    ]


def _tile(entry: Entry) -> Tile:
    tile = Tile(
        show=entry.one_of("show", SHOWS, default="table"),
        measures=entry.words("measure"),
        by=entry.words("by"),
        where=entry.text("where"),
        order=entry.text("order"),
        limit=entry.whole("limit", default=0) or None,
        compare=entry.text_or_none("compare"),
        target=entry.text("target"),
        title=entry.in_languages("title"),
    )
    if not tile.measures:
        entry.wrong("measure", "a tile shows one measure or several.")
    if tile.show == "number" and len(tile.measures) > 1:
        entry.wrong("measure", "a number shows one measure; add a tile for each of the others.")
    if tile.target and (tile.show not in TARGETED or len(tile.measures) > 1 or len(tile.by) > 1):
        shows = ", ".join(TARGETED)
        entry.wrong("target", f"a tile with one measure, cut by one column at most: {shows}.")
    entry.finish()
    return tile

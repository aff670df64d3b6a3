"""Dashboards: which measures are shown, how, and by what they are filtered."""

from dataclasses import dataclass

SHOWS = ("number", "line", "column", "bar", "area", "table", "matrix", "map", "scatter")


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture: measures, cut by columns."""

    show: str
    measures: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: str = ""
    order: str = ""
    limit: int | None = None
    compare: str | None = None
    title: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A page of tiles under common filters, as `dashboards/NAME.toml` says."""

    name: str
    title: dict[str, str]
    filters: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()

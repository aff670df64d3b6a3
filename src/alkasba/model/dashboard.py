"""Dashboards: which measures are shown, how, and by what they are filtered."""

from dataclasses import dataclass

TARGETED = ("number", "line", "area", "column", "bar", "table")
"""What can show beside a measure the one that it is to reach."""
SHOWS = ("number", "line", "column", "bar", "area", "table", "matrix", "map", "scatter")


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture: measures, cut by columns. `target` is the measure that the first is to reach."""

    show: str
    measures: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: str = ""
    order: str = ""
    limit: int | None = None
    compare: str | None = None
    target: str = ""
    title: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A page of tiles under common filters, as `dashboards/NAME.toml` says."""

    name: str
    title: dict[str, str]
    filters: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()

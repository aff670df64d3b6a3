"""Reports of small shops, and how the tests read them: pages, visuals, and what these refer to."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import alkasba
from alkasba.derive.powerbi.columns import columns_of
from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.offered import offered_measures
from alkasba.derive.powerbi.pbir.fields import Model, model_of
from alkasba.derive.powerbi.pbir.report import report_files
from alkasba.derive.powerbi.roles import roles_of
from alkasba.model.dashboard import Dashboard, Tile
from alkasba.model.read import read_shop
from alkasba.model.shop import Shop
from tests.derive import build
from tests.derive.web.build import dashboard

EXAMPLE = Path(alkasba.__file__).parent / "example" / "shop"


@dataclass(frozen=True)
class Page:
    """A page as it was written: its own file, and its visuals in the order of tabs."""

    page: dict[str, Any]
    visuals: list[dict[str, Any]]
    phones: dict[str, dict[str, Any]]

    def visual(self, title: str) -> dict[str, Any]:
        """The visual of that title; there is one."""
        (found,) = [one for one in self.visuals if title_of(one) == title]
        return found


@cache
def example() -> Shop:
    return read_shop(EXAMPLE)


@cache
def files_of_example(language: str = "en") -> dict[str, str]:
    return report_files(example(), language)


def shop(*tiles: Tile, filters: tuple[str, ...] = ("sold_on", "category"), **more: Any) -> Shop:
    """The small shop with a dashboard of these tiles."""
    return with_dashboards(build.shop(more.get("changes")), dashboard(*tiles, filters=filters))


def with_dashboards(of: Shop, *dashboards: Dashboard) -> Shop:
    return replace(of, dashboards={one.name: one for one in dashboards})


def model(of: Shop | None = None, language: str = "en") -> Model:
    return model_of(of or build.shop(), language)


def pages(files: Mapping[str, str]) -> list[Page]:
    """The pages of a report in their order."""
    order = json.loads(files["definition/pages/pages.json"])["pageOrder"]
    return [page(files, name) for name in order]


def page(files: Mapping[str, str], name: str) -> Page:
    folder = f"definition/pages/{name}/"
    read = {path: json.loads(text) for path, text in files.items() if path.startswith(folder)}
    visuals = [one for path, one in read.items() if path.endswith("visual.json")]
    phones = {
        path.split("/")[-2]: one for path, one in read.items() if path.endswith("mobile.json")
    }
    visuals.sort(key=lambda visual: visual["position"]["tabOrder"])
    return Page(read[f"{folder}page.json"], visuals, phones)


def of_tiles(*tiles: Tile, **more: Any) -> list[Page]:
    """The pages of the small shop's one dashboard, without those about one member."""
    found = pages(report_files(shop(*tiles, **more)))
    return [page for page in found if "type" not in page.page]


def title_of(visual: Mapping[str, Any]) -> str:
    return literal(visual["visual"]["visualContainerObjects"]["title"][0]["properties"]["text"])


def literal(value: Mapping[str, Any]) -> str:
    """The text of a value, without its quotes."""
    told = str(value["expr"]["Literal"]["Value"])
    return told[1:-1].replace("''", "'") if told.startswith("'") else told


def fields(visual: Mapping[str, Any]) -> dict[str, list[str]]:
    """The fields in each place of a visual, as `table.name`."""
    state = visual["visual"].get("query", {}).get("queryState", {})
    return {
        place: [one["queryRef"] for one in found["projections"]] for place, found in state.items()
    }


def references(
    document: object, names: Mapping[str, str] | None = None
) -> Iterator[tuple[str, str, str]]:
    """All that a document refers to: Column or Measure, table, name. Short names of queries are
    resolved by the `From` around them."""
    names = names or {}
    if isinstance(document, list):
        for one in document:
            yield from references(one, names)
    if not isinstance(document, dict):
        return
    inside = {one["Name"]: one["Entity"] for one in document.get("From", ()) if "Entity" in one}
    names = {**names, **inside}
    for kind in ("Column", "Measure"):
        if kind in document:
            source = document[kind]["Expression"]["SourceRef"]
            table = source["Entity"] if "Entity" in source else names[source["Source"]]
            yield kind, table, document[kind]["Property"]
    for one in document.values():
        yield from references(one, names)


def known(of: Shop) -> set[tuple[str, str, str]]:
    """All that the model of a shop has, as it is written into its own files."""
    roles = roles_of(of)
    columns = {
        ("Column", table, column)
        for table in roles.tables
        for column in columns_of(of, roles, table)
    }
    columns |= {("Column", name, name) for name in of.parameters}
    offered = offered_measures(of, Measures(of, roles))
    return columns | {("Measure", measure.table, measure.name) for measure in offered}

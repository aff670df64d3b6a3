"""The report of a shop: all of its files, from the dashboards that were declared."""

from collections.abc import Iterable, Iterator

from alkasba.derive.powerbi.names import project_name
from alkasba.derive.powerbi.pbir.bookmarks import bookmark_files
from alkasba.derive.powerbi.pbir.fields import Model, Named, model_of
from alkasba.derive.powerbi.pbir.grid import Box
from alkasba.derive.powerbi.pbir.ids import sign
from alkasba.derive.powerbi.pbir.members import drill_sheets, hint_sheets
from alkasba.derive.powerbi.pbir.pieces import Piece
from alkasba.derive.powerbi.pbir.sheets import Sheet, dashboard_sheets, reaches_all, refused_of
from alkasba.derive.powerbi.pbir.theme import FILE, theme
from alkasba.derive.powerbi.pbir.versions import PROJECT_FORMAT, REPORT_FORMAT, THEME_FORMAT
from alkasba.derive.powerbi.pbir.writing import Json, document, properties
from alkasba.derive.powerbi.roles import CALENDAR
from alkasba.errors import DeclarationError, WrongValue
from alkasba.model.shop import Shop

Files = dict[str, str]
ENGLISH = "en"
STEP = 1000
"""From one visual to the next in the order of tabs, so that others can be put between."""
MOST_SIGNS = 250
OFF = ("textbox", "bookmarkNavigator", "actionButton")
"""Visuals that show their title themselves."""


def report_files(shop: Shop, language: str = ENGLISH) -> Files:
    """The files of the report, by their path in its folder; `language` is one of the pages.

    Raises DeclarationError where a tile cannot be told, with its file and number.
    """
    model = model_of(shop, language)
    sheets = report_sheets(model)
    return {
        "definition.pbir": _definition(shop),
        "definition/version.json": document("versionMetadata", {"version": REPORT_FORMAT}),
        "definition/report.json": _report(),
        f"StaticResources/RegisteredResources/{FILE}": theme(),
        "definition/pages/pages.json": _pages(sheets),
        **dict(path for sheet in sheets for path in _sheet_files(model, sheet)),
        **_bookmarks(model, sheets),
    }


def refused(shop: Shop) -> Iterator[DeclarationError]:
    """All that the report cannot tell of the dashboards, each with its file and number."""
    model = model_of(shop, ENGLISH)
    for dashboard in shop.dashboards.values():
        yield from refused_of(model, dashboard)


def report_sheets(model: Model) -> list[Sheet]:
    """The pages of the dashboards in their order, then those about one member, which are hidden."""
    if not any(dashboard.tiles for dashboard in model.shop.dashboards.values()):
        raise WrongValue(
            "the report would have no page: no dashboard has a tile.",
            where="dashboards",
            next_step="Write a [[tiles]] in dashboards/NAME.toml.",
        )
    hints = hint_sheets(model)
    by_column = {sheet.bound.reference: sheet.id for sheet in hints if sheet.bound}
    shown = [
        sheet
        for dashboard in model.shop.dashboards.values()
        if dashboard.tiles
        for sheet in dashboard_sheets(model, dashboard, by_column)
    ]
    return [*shown, *drill_sheets(model), *hints]


def _definition(shop: Shop) -> str:
    model = f"../{project_name(shop)}.SemanticModel"
    reference = {"byPath": {"path": model}}
    return document(
        "definitionProperties", {"version": PROJECT_FORMAT, "datasetReference": reference}
    )


def _report() -> str:
    item = {"name": FILE, "path": FILE, "type": "CustomTheme"}
    named = {"name": FILE, "reportVersionAtImport": THEME_FORMAT, "type": "RegisteredResources"}
    return document(
        "report",
        {
            "themeCollection": {"customTheme": named},
            "layoutOptimization": "PhonePortrait",
            "resourcePackages": [
                {
                    "name": "RegisteredResources",
                    "type": "RegisteredResources",
                    "items": [item],
                }
            ],
            "settings": {
                "useStylableVisualContainerHeader": True,
                "exportDataMode": "AllowSummarized",
                "defaultDrillFilterOtherVisuals": True,
                "allowChangeFilterTypes": True,
                "useEnhancedTooltips": True,
            },
        },
    )


def _pages(sheets: Iterable[Sheet]) -> str:
    order = [sheet.id for sheet in sheets]
    return document("pagesMetadata", {"pageOrder": order, "activePageName": order[0]})


def _sheet_files(model: Model, sheet: Sheet) -> Iterator[tuple[str, str]]:
    folder = f"definition/pages/{sheet.id}"
    yield f"{folder}/page.json", document("page", _page(model, sheet))
    phone = sheet.phone
    for number, (piece, box) in enumerate(zip(sheet.pieces, sheet.boxes, strict=True)):
        visual = f"{folder}/visuals/{piece.id}"
        yield f"{visual}/visual.json", document("visualContainer", _visual(piece, box, number))
        if sheet.use != "Tooltip":
            position = {"position": _position(phone[number], number)}
            yield f"{visual}/mobile.json", document("visualContainerMobileState", position)


def _page(model: Model, sheet: Sheet) -> Json:
    page: dict[str, object] = {
        "name": sheet.id,
        "displayName": sheet.title,
        "displayOption": "ActualSize" if sheet.use == "Tooltip" else "FitToPage",
        "height": sheet.height,
        "width": sheet.width,
    }
    filters = [_offered(model, sheet, column) for column in sheet.filters]
    if sheet.bound is not None:
        filters = [_bound_filter(model, sheet, sheet.bound)]
        page["type"] = sheet.use
        page["visibility"] = "HiddenInViewMode"
        page["pageBinding"] = _binding(model, sheet, sheet.bound)
    if filters:
        page["filterConfig"] = {"filters": filters}
    if left_alone := list(_left_alone(model, sheet)):
        page["visualInteractions"] = left_alone
    return page


def _offered(model: Model, sheet: Sheet, column: Named) -> Json:
    """A filter for which no slicer has room: it stands in the filter pane."""
    name = sign(model.shop, "filter", sheet.id, column.reference)
    return {
        "name": name,
        "displayName": column.caption,
        "field": column.expression(),
        "type": "Categorical",
        "howCreated": "User",
    }


def _bound_filter(model: Model, sheet: Sheet, bound: Named) -> Json:
    return {**_offered(model, sheet, bound), "howCreated": "Drillthrough"}


def _binding(model: Model, sheet: Sheet, bound: Named) -> Json:
    """What leads to a page about one member.

    A page that is drilled into takes the member alone: its slicer of days is in step with the
    others, and other filters might reach only some of its facts. One that shows where a reader
    points is about one fact, and is filtered as what it points at.
    """
    return {
        "name": sign(model.shop, "binding", sheet.id),
        "type": sheet.use,
        "referenceScope": "Default",
        "parameters": [
            {
                "name": sign(model.shop, "parameter", sheet.id),
                "boundFilter": sign(model.shop, "filter", sheet.id, bound.reference),
                "fieldExpr": bound.expression(),
            }
        ],
        "acceptsFilterContext": "None" if sheet.use == "Drillthrough" else "Default",
    }


def _left_alone(model: Model, sheet: Sheet) -> Iterator[Json]:
    """Which visuals do not filter which: what is chosen must reach all facts of the other."""
    for source in sheet.pieces:
        for target in sheet.pieces:
            if source.id != target.id and not reaches_all(model, source, target.facts):
                yield {"source": source.id, "target": target.id, "type": "NoFilter"}


def _visual(piece: Piece, box: Box, number: int) -> Json:
    container: dict[str, object] = {
        **piece.container,
        "title": properties(show=piece.type not in OFF, text=piece.title, titleWrap=piece.is_card),
        "general": properties(altText=alt_text(piece)),
    }
    if piece.notes:
        notes = ". ".join(piece.notes)
        container["subTitle"] = properties(show=True, text=notes, titleWrap=True)
    visual: dict[str, object] = {
        "name": piece.id,
        "position": _position(box, number),
        "visual": {**piece.visual, "visualContainerObjects": container},
    }
    if piece.filters:
        visual["filterConfig"] = {"filters": list(piece.filters)}
    return visual


def alt_text(piece: Piece) -> str:
    """What a reader is told who does not see the visual, as long as Power BI allows."""
    told = ". ".join((piece.alt, *piece.notes))
    return told if len(told) <= MOST_SIGNS else told[: MOST_SIGNS - 1] + "…"


def _position(box: Box, number: int) -> Json:
    return {
        "x": box.x,
        "y": box.y,
        "z": number * STEP,
        "height": box.height,
        "width": box.width,
        "tabOrder": number * STEP,
    }


def _bookmarks(model: Model, sheets: list[Sheet]) -> Files:
    days = {
        sheet.id: [one.id for one in sheet.pieces if _is_slicer_of_days(one)] for sheet in sheets
    }
    slicers = {page: found for page, found in days.items() if found}
    if not slicers:
        return {}
    return bookmark_files(model.shop, model.language, model.day(), slicers, sheets[0].id)


def _is_slicer_of_days(piece: Piece) -> bool:
    return piece.type == "slicer" and any(one.table == CALENDAR for one in piece.cut)

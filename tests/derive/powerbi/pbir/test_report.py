"""The report keeps Microsoft's schemas, refers to what is there, and is the same in every build."""

import json
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alkasba.derive.powerbi.model import Place
from alkasba.derive.powerbi.pbir.report import refused, report_files
from alkasba.derive.powerbi.project import project_files
from alkasba.errors import DeclarationError, WrongValue
from alkasba.flows.opening import KINDS
from alkasba.model.dashboard import SHOWS
from alkasba.model.read import read_shop
from tests.derive import build as small
from tests.derive.powerbi.pbir import build
from tests.derive.powerbi.pbir.build import EXAMPLE, literal
from tests.derive.powerbi.schemas_of_microsoft import broken_by, violations
from tests.derive.web.build import dashboard, tile
from tests.house.repository import ROOT, SOURCE

READY = sorted(path.parent for path in (SOURCE / "ready").glob("*/shop.toml"))
PAGES = build.pages(build.files_of_example())
VISUALS = [visual for page in PAGES for visual in page.visuals]
SHOWN = [page for page in PAGES if "type" not in page.page]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_example_shop_keeps_the_schemas(language):
    assert list(violations(build.files_of_example(language))) == []


@pytest.mark.parametrize("folder", READY, ids=lambda folder: folder.name)
def test_ready_shops_keep_the_schemas_and_refer_to_what_is_there(folder):
    shop = read_shop(folder, {name: kind.options for name, kind in KINDS.items()})
    files = report_files(shop)
    assert list(violations(files)) == []
    assert referred(files) <= build.known(shop)
    assert all(is_told_once(visual) for page in build.pages(files) for visual in page.visuals)


def test_the_whole_project_keeps_the_schemas():
    files = project_files(
        build.example(), Place("herbs.example", "herbs"), build.files_of_example()
    )
    named = [text for path, text in files.items() if '"$schema"' in text and "/Static" not in path]
    assert len(named) > len(build.files_of_example())
    assert [one for text in named for one in broken_by(json.loads(text))] == []


def test_a_report_broken_on_purpose_is_found():
    page = json.loads(build.files_of_example()["definition/report.json"])
    assert list(broken_by({**page, "pages": []}))
    assert list(broken_by({**page, "$schema": page["$schema"].replace("1.3.0", "9.9.9")}))
    assert list(violations({"definition/notes.json": "{}"}))


def referred(files):
    return {one for text in files.values() for one in build.references(json.loads(text))}


def test_each_visual_refers_to_what_the_model_has():
    assert referred(build.files_of_example()) <= build.known(build.example())


def test_a_reference_to_nothing_would_be_found():
    missing = {"Measure": {"Expression": {"SourceRef": {"Entity": "sale"}}, "Property": "lost"}}
    assert set(build.references(missing)) - build.known(build.example())


def is_told_once(visual):
    """Whether each field has a name of its own in a visual."""
    state = visual["visual"].get("query", {}).get("queryState", {})
    fields = [one for place in state.values() for one in place["projections"]]
    return all(
        len({one[key] for one in fields}) == len(fields) for key in ("queryRef", "nativeQueryRef")
    )


def test_each_field_of_a_visual_has_a_name_of_its_own():
    assert all(map(is_told_once, VISUALS))


def test_building_twice_changes_no_byte():
    assert report_files(read_shop(EXAMPLE)) == build.files_of_example()


def test_every_id_is_there_once():
    pages = [page.page["name"] for page in PAGES]
    visuals = [visual["name"] for visual in VISUALS]
    filters = [
        one["name"]
        for found in (*VISUALS, *(page.page for page in PAGES))
        for one in found.get("filterConfig", {}).get("filters", ())
    ]
    for names in (pages, visuals, filters):
        assert len(names) == len(set(names))


def test_folders_are_called_as_what_is_in_them():
    for path, text in build.files_of_example().items():
        if path.endswith(("page.json", "visual.json")):
            assert json.loads(text)["name"] == path.split("/")[-2]


@pytest.mark.parametrize("visual", VISUALS, ids=build.title_of)
def test_every_visual_has_a_title_a_text_for_who_cannot_see_it_and_a_place_in_the_order(visual):
    container = visual["visual"]["visualContainerObjects"]
    assert build.title_of(visual)
    assert 0 < len(literal(container["general"][0]["properties"]["altText"])) <= 250
    assert visual["position"]["tabOrder"] == visual["position"]["z"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.page["displayName"])
def test_tabs_go_as_people_read(page):
    places = [(one["position"]["y"], one["position"]["x"]) for one in page.visuals]
    assert places == sorted(places)
    assert len({one["position"]["tabOrder"] for one in page.visuals}) == len(page.visuals)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.page["displayName"])
def test_no_page_scrolls_and_nothing_overlaps(page):
    width, height = page.page["width"], page.page["height"]
    assert width <= 1280
    assert height <= 720
    for visual in page.visuals:
        place = visual["position"]
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= width
        assert place["y"] + place["height"] <= height
    assert not any(overlap(a["position"], b["position"]) for a, b in combinations(page.visuals, 2))


def overlap(one, other):
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.page["displayName"])
def test_a_phone_shows_every_visual_of_a_page_but_of_those_that_hint(page):
    shown = {one["name"] for one in page.visuals} if page.page.get("type") != "Tooltip" else set()
    assert set(page.phones) == shown
    places = [one["position"] for one in page.phones.values()]
    assert not any(overlap(one, other) for one, other in combinations(places, 2))


def test_few_visuals_stand_on_a_page():
    assert all(len(page.visuals) <= 20 for page in PAGES)
    assert all(ranked(page) <= 4 for page in PAGES)
    assert len(SHOWN) <= 10


def ranked(page):
    filters = [one.get("filterConfig", {}).get("filters", ()) for one in page.visuals]
    return sum(one["type"] == "TopN" for found in filters for one in found)


def test_each_tile_of_each_dashboard_is_shown():
    shown = {build.title_of(visual) for page in SHOWN for visual in page.visuals}
    told = {one.title["en"] for board in build.example().dashboards.values() for one in board.tiles}
    assert told <= shown


def test_only_colours_of_the_theme_are_used():
    files = build.files_of_example()
    drawn = [text for path, text in files.items() if path.startswith("definition/")]
    assert not any('"#' in text or "'#" in text for text in drawn)


def test_pages_about_one_member_are_hidden_and_filtered_by_what_leads_there():
    found = [page.page for page in PAGES if "type" in page.page]
    assert {one["type"] for one in found} == {"Drillthrough", "Tooltip"}
    for page in found:
        assert page["visibility"] == "HiddenInViewMode"
        (parameter,) = page["pageBinding"]["parameters"]
        (filtered,) = page["filterConfig"]["filters"]
        assert parameter["boundFilter"] == filtered["name"]
        assert parameter["fieldExpr"] == filtered["field"]


def test_each_page_that_hints_is_shown_by_a_visual_and_is_there():
    pages = {page.page["name"] for page in PAGES if page.page.get("type") == "Tooltip"}
    shown = set()
    for visual in VISUALS:
        for hint in visual["visual"]["visualContainerObjects"].get("visualTooltip", ()):
            shown.add(literal(hint["properties"]["section"]))
    assert shown <= pages
    assert shown


def test_slicers_in_step_are_about_one_column():
    groups = {}
    for visual in VISUALS:
        if visual["visual"]["visualType"] == "slicer":
            group = visual["visual"]["syncGroup"]["groupName"]
            groups.setdefault(group, set()).update(build.references(visual))
    assert all(len(found) == 1 for found in groups.values())
    assert {"calendar.day", "product.category"} <= set(groups)


def test_bookmarks_set_slicers_of_days_that_are_there():
    files = build.files_of_example()
    days = {
        one["name"]
        for one in VISUALS
        if one["visual"]["visualType"] == "slicer"
        and ("Column", "calendar", "day") in set(build.references(one))
    }
    told = [json.loads(text) for path, text in files.items() if path.endswith(".bookmark.json")]
    assert len(told) == 3
    for bookmark in told:
        assert set(bookmark["options"]["targetVisualNames"]) == days
        pages = bookmark["explorationState"]["sections"]
        assert set(pages) <= {page.page["name"] for page in PAGES}
        assert {one for page in pages.values() for one in page["visualContainers"]} == days


def test_what_is_chosen_reaches_all_facts_of_a_visual_or_none():
    pages = {page.page["displayName"]: page for page in SHOWN}
    sales, products = pages["Sales (2)"], pages["Products (1)"]
    alone = {
        (one["source"], one["target"])
        for page in (sales, products)
        for one in page.page["visualInteractions"]
    }
    channel, rates = (sales.visual(t)["name"] for t in ("Channel", "Refunds and cancellations"))
    reasons, rate = (products.visual(t)["name"] for t in ("Why goods come back", "Refund rate"))
    assert {(channel, rates), (reasons, rate)} <= alone
    sold, season = sales.visual("Promotions")["name"], products.visual("Season")["name"]
    assert not {(channel, sold), (season, rate)} & alone


def test_interactions_are_between_visuals_of_their_page():
    for page in PAGES:
        names = {one["name"] for one in page.visuals}
        for one in page.page.get("visualInteractions", ()):
            assert {one["source"], one["target"]} <= names


def test_the_report_finds_its_model_and_its_theme():
    files = build.files_of_example()
    told = json.loads(files["definition.pbir"])
    assert told["datasetReference"]["byPath"]["path"] == "../Alkasba Herbs.SemanticModel"
    report = json.loads(files["definition/report.json"])
    for package in report["resourcePackages"]:
        for item in package["items"]:
            assert f"StaticResources/{package['type']}/{item['path']}" in files


def test_titles_follow_the_language():
    names = [page.page["displayName"] for page in build.pages(build.files_of_example("ar"))]
    assert "المنتجات (1)" in names


def test_ids_do_not_follow_the_language():
    assert set(build.files_of_example("fr")) == set(build.files_of_example())


def test_a_shop_without_tiles_has_no_report():
    with pytest.raises(WrongValue) as raised:
        report_files(small.shop())
    assert "[[tiles]]" in raised.value.next_step
    with pytest.raises(WrongValue):
        report_files(build.with_dashboards(small.shop(), dashboard()))


def test_bookmarks_leave_pages_without_a_slicer_of_days_alone():
    files = report_files(build.shop(tile("number"), filters=("category",)))
    told = [json.loads(text) for path, text in files.items() if path.endswith(".bookmark.json")]
    assert list(violations(files)) == []
    shown = {page.page["name"] for page in build.pages(files) if "type" not in page.page}
    assert not any(shown & set(one["explorationState"]["sections"]) for one in told)


def test_a_column_that_was_removed_is_refused_before_anything_is_written():
    product = small.PRODUCT.replace(
        'category   = { type = "choice", choices = ["Tea", "Spice"] }', ""
    )
    sale = {"product": product, "stock": small.STOCK.replace("tea_stock", "#")}
    changed = build.with_dashboards(small.shop(sale), dashboard(tile("bar", by="category")))
    with pytest.raises(DeclarationError) as raised:
        report_files(changed)
    assert "category" in str(raised.value)


def test_everything_that_is_refused_is_told_at_once():
    broken = build.shop(
        tile("scatter", by="product"),
        tile("number"),
        tile("bar", "net_sales", "refunded", by="channel"),
        filters=("placed_at",),
    )
    assert [error.where for error in refused(broken)] == [
        "dashboards/sales.toml, filters",
        "dashboards/sales.toml, tile 1",
        "dashboards/sales.toml, tile 3",
    ]
    assert list(refused(build.example())) == []


def test_a_name_with_signs_of_json_and_power_bi_stays_a_name():
    title = {"en": 'Bob\'s "best" \\ [sales]'}
    told = build.of_tiles(tile("number", title=title))[0]
    assert literal(
        told.visuals[-1]["visual"]["visualContainerObjects"]["title"][0]["properties"]["text"]
    ) == ('Bob\'s "best" \\ [sales]')


def test_another_shop_of_the_same_dashboards_has_other_ids():
    other = replace(build.example(), name="Spices of Fez")
    assert not pages_of(report_files(other)) & pages_of(build.files_of_example())


def pages_of(files):
    return {path for path in files if path.endswith("page.json")}


def drawing_of(page):
    """The picture of a page: of a dashboard by its number, of a member by its table."""
    if "type" in page.page:
        (parameter,) = page.page["pageBinding"]["parameters"]
        ((_, table, _),) = build.references(parameter)
        name = f"{table}-{'hint' if page.page['type'] == 'Tooltip' else 'page'}"
    else:
        title, _, number = page.page["displayName"].lower().removesuffix(")").partition(" (")
        name = f"{title}-{number or 1}"
    return ROOT / "docs" / "pictures" / f"power-bi-{name}.svg"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.page["displayName"])
def test_the_drawing_of_a_page_shows_each_visual_where_it_stands(page):
    drawn = [
        (one.get("data-type"), *map(int, one.get("data-box").split()))
        for one in ElementTree.parse(drawing_of(page)).iter("{http://www.w3.org/2000/svg}g")
    ]
    stand = [
        (
            one["visual"]["visualType"],
            *(one["position"][key] for key in ("x", "y", "width", "height")),
        )
        for one in page.visuals
    ]
    assert drawn == stand, "run: python docs/power_bi_pages.py with a loaded example shop"


TILES = st.builds(
    lambda show, measures, by, more: tile(show, *measures, by=tuple(by), **more),
    st.sampled_from(SHOWS),
    st.lists(
        st.sampled_from(("net_sales", "cost", "orders", "average_order", "margin", "share")),
        min_size=2,
        max_size=5,
        unique=True,
    ),
    st.lists(
        st.sampled_from(("month", "category", "channel", "product", "product.supplier.land")),
        max_size=3,
        unique=True,
    ),
    st.sampled_from(
        [
            {},
            {"compare": "last_year"},
            {"compare": "previous"},
            {"where": "channel = 'web' and not is_gift and quantity < 3"},
            {"order": "-net_sales", "limit": 3},
            {"title": {"en": 'It\'s "1"', "ar": "المبيعات"}},
        ]
    ),
)


@settings(deadline=None, max_examples=15)
@given(st.lists(TILES, min_size=1, max_size=8), st.sampled_from(("en", "fr", "ar")))
def test_whatever_is_declared_keeps_the_schemas_and_refers_to_what_is_there(tiles, language):
    shop = build.shop(*tiles, filters=("sold_on", "category", "channel", "is_gift"))
    files = report_files(shop, language)
    assert list(violations(files)) == []
    assert referred(files) <= build.known(shop)
    assert all(is_told_once(visual) for page in build.pages(files) for visual in page.visuals)

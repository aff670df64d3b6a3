"""Dashboards become pages: few visuals on each, none over another, each filter told or left out."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alkasba.derive.powerbi.pbir.grid import HEIGHT, MARGIN, MOST_VISUALS, PHONE, WIDTH
from alkasba.derive.powerbi.pbir.sheets import dashboard_sheets, reaches_all
from alkasba.errors import DeclarationError, NotExpressible
from tests.derive import build
from tests.derive.powerbi.pbir.build import model
from tests.derive.web.build import dashboard, tile

SHOWS = ("number", "line", "column", "bar", "area", "table", "matrix")
MEASURES = ("net_sales", "cost", "orders", "average_order", "margin", "pieces", "lines")
CUTS = ("month", "category", "channel", "product", "product.supplier", "quarter")
FILTERS = ("sold_on", "category", "channel", "product", "product.supplier", "customer.city")
FILTERS += ("customer", "product.supplier.land", "is_gift")
TILES = st.builds(
    lambda show, measures, by, more: tile(show, *measures, by=tuple(by), **more),
    st.sampled_from(SHOWS),
    st.lists(st.sampled_from(MEASURES), min_size=1, max_size=5, unique=True),
    st.lists(st.sampled_from(CUTS), max_size=3, unique=True),
    st.sampled_from([{}, {"compare": "last_year"}, {"where": "channel = 'web'"}, {"limit": 3}]),
)
MODEL = model()


def sheets(*tiles, filters=("sold_on", "category"), shop=None):
    return dashboard_sheets(model(shop) if shop else MODEL, dashboard(*tiles, filters=filters))


def titles(sheet, kind=None):
    return [one.title for one in sheet.pieces if kind in (None, one.type)]


def is_apart(boxes):
    return not any(one.overlaps(other) for one, other in combinations(boxes, 2))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(TILES, min_size=1, max_size=25),
    st.lists(st.sampled_from(FILTERS), max_size=len(FILTERS), unique=True),
)
def test_whatever_is_declared_nothing_overlaps_leaves_the_page_or_is_lost(tiles, filters):
    pages = sheets(*tiles, filters=tuple(filters))
    for page in pages:
        assert len(page.pieces) == len(page.boxes) == len(page.phone) <= MOST_VISUALS
        assert is_apart(page.boxes)
        assert is_apart(page.phone)
        assert all(box.right <= WIDTH - MARGIN for box in page.boxes)
        assert all(box.bottom <= HEIGHT - MARGIN for box in page.boxes)
        assert all(box.x >= 0 and box.right <= PHONE for box in page.phone)
        assert list(page.boxes) == sorted(page.boxes, key=lambda box: (box.y, box.x))
        assert all(box.width >= 100 and box.height >= 36 for box in page.boxes)
    shown = [piece.tile for page in pages for piece in page.pieces if piece.tile]
    assert sorted(map(str, shown)) == sorted(map(str, tiles))
    assert len({piece.id for page in pages for piece in page.pieces}) == sum(
        len(page.pieces) for page in pages
    )


def test_numbers_stand_above_charts():
    (page,) = sheets(tile("bar", by="category"), tile("number"))
    assert [piece.type for piece in page.pieces[-2:]] == ["cardVisual", "clusteredBarChart"]


def test_at_most_eight_numbers_stand_side_by_side():
    first, second = sheets(*(tile("number", name) for name in ("net_sales",) * 9))
    assert [len(titles(page, "cardVisual")) for page in (first, second)] == [8, 1]


def test_a_long_dashboard_has_several_pages_with_numbers_in_their_titles():
    pages = sheets(*(tile("bar", by="category") for _ in range(7)))
    assert [page.title for page in pages] == ["Sales (1)", "Sales (2)"]
    assert sheets(tile("number"))[0].title == "Sales"


def test_every_page_has_the_same_filters():
    first, second = sheets(*(tile("bar", by="category") for _ in range(7)))
    assert titles(first, "slicer") == titles(second, "slicer") == ["Period", "Category"]


def test_a_period_is_chosen_once_and_has_its_buttons():
    (page,) = sheets(tile("number"), filters=("sold_on", "day", "month"))
    assert titles(page, "slicer") == ["Period"]
    assert titles(page, "bookmarkNavigator")


def test_a_dashboard_without_a_period_has_no_buttons():
    (page,) = sheets(tile("number"), filters=("category",))
    assert titles(page, "bookmarkNavigator") == []


def test_filters_for_which_there_is_no_room_stand_in_the_filter_pane():
    (page,) = sheets(tile("number"), filters=FILTERS)
    slicers = titles(page, "slicer")
    assert len(slicers) + len(page.filters) == len(FILTERS)
    assert [column.caption for column in page.filters] == ["Customer", "Supplier land", "Is gift"]


def test_a_filter_that_no_tile_knows_is_left_out():
    (page,) = sheets(tile("number", "stock"), filters=("sold_on", "channel"))
    assert titles(page, "slicer") == ["Period"]


def test_a_filter_that_reaches_some_facts_of_a_tile_leaves_it_alone_and_says_so():
    (page,) = sheets(tile("number", "kept_sales"), tile("number"), filters=("channel",))
    whole, reached = page.pieces[-2:]
    (channel,) = (piece for piece in page.pieces if piece.type == "slicer")
    assert whole.notes == ("Not filtered by Channel",)
    assert not reaches_all(MODEL, channel, whole.facts)
    assert reached.notes == ()
    assert reaches_all(MODEL, channel, reached.facts)


def test_a_target_that_a_filter_does_not_reach_says_so():
    target = 'goal = { formula = "sum(amount)" }'
    changed = build.shop({"refund": build.REFUND + target})
    (page,) = sheets(tile("number", target="goal"), filters=("channel",), shop=changed)
    assert page.pieces[-1].notes == ("Goal: not filtered by Channel",)


def test_what_cannot_be_told_is_told_with_its_file_and_number():
    with pytest.raises(NotExpressible) as raised:
        sheets(tile("number"), tile("bar", by="product", where="quantity * price > 9"))
    assert raised.value.where == "dashboards/sales.toml, tile 2"
    assert raised.value.next_step


@pytest.mark.parametrize("broken", [tile("bar", "sold"), tile("bar", by="colour")])
def test_a_name_that_nothing_has_is_refused(broken):
    with pytest.raises(DeclarationError) as raised:
        sheets(broken)
    assert raised.value.where == "dashboards/sales.toml, tile 1"


def test_a_refusal_may_need_both_facts():
    with pytest.raises(DeclarationError, match="channel"):
        sheets(tile("bar", "net_sales", "refunded", by="channel"))


def test_a_filter_that_the_model_leaves_out_is_refused_with_its_file():
    with pytest.raises(NotExpressible) as raised:
        sheets(tile("number"), filters=("placed_at",))
    assert raised.value.where == "dashboards/sales.toml, filters"
    assert "placed_at" in raised.value.next_step


def test_what_a_reader_may_set_is_a_slicer_of_one_value_that_filters_nothing():
    (sheet,) = sheets(tile("number", "kept"), tile(by="channel"), shop=build.shop_with_a_rate())
    (rate,) = (piece for piece in sheet.pieces if piece.title == "Rate")
    chosen = rate.visual["objects"]["selection"][0]["properties"]["singleSelect"]
    assert (rate.type, chosen["expr"]["Literal"]["Value"]) == ("slicer", "true")
    assert all(piece.notes == () for piece in sheet.pieces)
    assert "Rate" not in titles(sheets(tile("number"), shop=build.shop_with_a_rate())[0])

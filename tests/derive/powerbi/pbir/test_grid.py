"""Whatever stands on a page, nothing overlaps, nothing leaves it, and it is read in order."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from alkasba.derive.powerbi.pbir.grid import (
    CELLS,
    GAP,
    HEIGHT,
    HINT_HEIGHT,
    HINT_WIDTH,
    MARGIN,
    PHONE,
    PHONE_CARD,
    PHONE_CHART,
    WIDTH,
    Box,
    on_a_phone,
    place,
    place_hint,
    rows_of,
    split,
)

SHARES = st.lists(st.integers(1, 3), max_size=8)


def apart(boxes):
    return not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def inside(boxes, width, height):
    return all(
        box.x >= 0 and box.y >= 0 and box.right <= width and box.bottom <= height for box in boxes
    )


@given(
    SHARES,
    SHARES,
    st.lists(st.lists(st.integers(1, 2), min_size=1, max_size=3), max_size=2),
    st.booleans(),
)
def test_nothing_overlaps_or_leaves_the_page(slicers, cards, rows, buttons):
    boxes = place(slicers, cards, rows, buttons=buttons)
    assert len(boxes) == 1 + buttons + len(slicers) + len(cards) + sum(map(len, rows))
    assert apart(boxes)
    assert inside(boxes, WIDTH - MARGIN, HEIGHT - MARGIN)
    assert boxes == sorted(boxes, key=lambda box: (box.y, box.x))


@given(SHARES.filter(bool), st.integers(0, 3))
def test_nothing_overlaps_on_a_page_that_hints(cards, charts):
    boxes = place_hint(cards, charts)
    assert apart(boxes)
    assert inside(boxes, HINT_WIDTH, HINT_HEIGHT)


@given(st.lists(st.sampled_from([36, PHONE_CARD, PHONE_CHART])))
def test_a_phone_shows_one_below_the_other(heights):
    boxes = on_a_phone(heights)
    assert [box.height for box in boxes] == heights
    assert apart(boxes)
    assert inside(boxes, PHONE, sum(heights) + GAP * len(heights))
    assert boxes == sorted(boxes, key=lambda box: (box.y, box.x))


def test_two_cards_share_a_row_of_a_phone():
    first, second, third = on_a_phone([PHONE_CARD] * 3)
    assert first.y == second.y < third.y
    assert third.width == PHONE


@given(st.lists(st.integers(1, CELLS)))
def test_each_chart_stands_in_one_row_that_has_room_for_it(shares):
    rows = rows_of(shares)
    assert [number for row in rows for number in row] == list(range(len(shares)))
    assert all(sum(shares[number] for number in row) <= CELLS for row in rows)


def test_a_wide_chart_that_finds_no_room_begins_a_row():
    assert rows_of([1, 1, 2]) == [[0, 1], [2]]


@given(SHARES.filter(bool), st.integers(400, 2000))
def test_a_row_is_filled_to_the_pixel(shares, width):
    boxes = split(Box(0, 0, width, 10), shares)
    assert boxes[0].x == 0
    assert boxes[-1].right == width
    assert all(box.width > 0 for box in boxes)
    between = [right.x - left.right for left, right in pairwise(boxes)]
    assert between == [GAP] * (len(shares) - 1)


def test_boxes_that_touch_do_not_overlap():
    assert not Box(0, 0, 10, 10).overlaps(Box(10, 0, 10, 10))
    assert Box(0, 0, 10, 10).overlaps(Box(9, 9, 10, 10))

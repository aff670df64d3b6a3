"""Where things stand on a page, reckoned in whole pixels: nothing overlaps, nothing scrolls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT = 1280, 720
MARGIN, GAP = 16, 12
HINT_WIDTH, HINT_HEIGHT, HINT_MARGIN = 400, 300, 8
TITLE, SLICER, CARD = 36, 64, 112
NAVIGATOR = 440
"""How wide the buttons of the bookmarks are, right of the title."""
CELLS, ROWS = 3, 2
"""How many charts stand side by side, and how many rows of them on a page."""
MOST_SLICERS, MOST_CARDS, MOST_VISUALS = 6, 8, 20
PHONE = 324
PHONE_CARD, PHONE_CHART, PHONE_TABLE = 112, 240, 320


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def overlaps(self, other: "Box") -> bool:
        """Whether they have a pixel in common."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


def split(box: Box, shares: Sequence[int]) -> list[Box]:
    """The boxes side by side that fill a box, as wide as their shares of it.

    >>> [(one.x, one.width) for one in split(Box(0, 0, 112, 10), (1, 1))]
    [(0, 50), (62, 50)]
    """
    room = box.width - GAP * (len(shares) - 1)
    whole = sum(shares)
    edges = [room * sum(shares[:number]) // whole for number in range(len(shares) + 1)]
    return [
        Box(box.x + left + number * GAP, box.y, right - left, box.height)
        for number, (left, right) in enumerate(pairwise(edges))
    ]


def stack(box: Box, rows: int) -> list[Box]:
    """The rows that fill a box, one below the other, all of one height."""
    height = (box.height - GAP * (rows - 1)) // rows
    return [Box(box.x, box.y + row * (height + GAP), box.width, height) for row in range(rows)]


def rows_of(shares: Sequence[int]) -> list[list[int]]:
    """Charts in rows, in their order: the numbers of those that stand side by side.

    >>> rows_of([1, 1, 2, 1, 1])
    [[0, 1], [2, 3], [4]]
    """
    rows: list[list[int]] = []
    free = 0
    for number, share in enumerate(shares):
        if share > free:
            rows.append([])
            free = CELLS
        rows[-1].append(number)
        free -= share
    return rows


def place(
    slicers: Sequence[int], cards: Sequence[int], rows: Sequence[Sequence[int]], *, buttons: bool
) -> list[Box]:
    """The boxes of title, buttons, slicers, cards and rows of charts, in the order of reading.

    The numbers say how wide each is beside its neighbours.
    """
    boxes = list(_head()) if buttons else [Box(MARGIN, MARGIN, WIDTH - 2 * MARGIN, TITLE)]
    below = MARGIN + TITLE + GAP
    inside = WIDTH - 2 * MARGIN
    if slicers:
        boxes += split(Box(MARGIN, below, inside, SLICER), slicers)
        below += SLICER + GAP
    if cards:
        boxes += split(Box(MARGIN, below, inside, CARD), cards)
        below += CARD + GAP
    if rows:
        rest = Box(MARGIN, below, inside, HEIGHT - MARGIN - below)
        for row, shares in zip(stack(rest, len(rows)), rows, strict=True):
            boxes += split(row, shares)
    return boxes


def _head() -> Iterator[Box]:
    inside = WIDTH - 2 * MARGIN
    yield Box(MARGIN, MARGIN, inside - NAVIGATOR - GAP, TITLE)
    yield Box(WIDTH - MARGIN - NAVIGATOR, MARGIN, NAVIGATOR, TITLE)


def place_hint(cards: Sequence[int], charts: int) -> list[Box]:
    """The boxes of a page that is shown where a reader points: numbers above, charts below."""
    half = (HINT_HEIGHT - 2 * HINT_MARGIN - GAP) // 2
    inside = HINT_WIDTH - 2 * HINT_MARGIN
    top = Box(HINT_MARGIN, HINT_MARGIN, inside, half)
    below = Box(HINT_MARGIN, HINT_MARGIN + half + GAP, inside, half)
    return [*(split(top, cards) if cards else ()), *(split(below, [1] * charts) if charts else ())]


def on_a_phone(heights: Sequence[int]) -> list[Box]:
    """One column, from top to bottom; two cards that follow each other stand side by side."""
    boxes: list[Box] = []
    below, at = 0, 0
    while at < len(heights):
        row = 2 if list(heights[at : at + 2]) == [PHONE_CARD] * 2 else 1
        boxes += split(Box(0, below, PHONE, heights[at]), [1] * row)
        below += heights[at] + GAP
        at += row
    return boxes

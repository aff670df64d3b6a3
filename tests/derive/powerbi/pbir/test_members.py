"""Pages about one member: of what reaches it, found by the column that people point at."""

from alkasba.derive.powerbi.pbir.grid import HINT_HEIGHT, HINT_WIDTH, MOST_VISUALS
from alkasba.derive.powerbi.pbir.members import drill_sheets, hint_sheets, member_column
from tests.derive import build
from tests.derive.powerbi.pbir.build import example, model, references

TRANSFER = """
kind = "fact"
day = "sent_on"
[columns]
sent_on   = { type = "day" }
warehouse = { refers = "warehouse" }
arrives   = { refers = "warehouse" }
pieces_sent = { type = "whole" }
[measures]
moved = { formula = "sum(pieces_sent)" }
"""


def drilled(name, of=None):
    (found,) = [one for one in drill_sheets(model(of)) if one.bound.table == name]
    return found


def test_each_dimension_whose_members_have_pages_has_one():
    bound = [sheet.bound.reference for sheet in drill_sheets(model(example()))]
    assert bound == ["product.name", "supplier.name", "warehouse.name"]
    assert bound == [sheet.bound.reference for sheet in hint_sheets(model(example()))]


def test_people_have_no_page():
    assert all(sheet.bound.table != "customer" for sheet in drill_sheets(model(example())))


def test_a_page_about_a_member_is_about_no_certain_one():
    page = drilled("product", example())
    assert all(not piece.filters for piece in page.pieces)
    assert page.bound == member_column(model(example()), example().tables["product"])


def test_it_shows_what_is_known_and_what_several_facts_tell():
    page = drilled("product", example())
    facts = {fact for piece in page.pieces for fact in piece.facts}
    assert {"sale", "stock", "delivery", "purchase"} <= facts
    assert "What is known" in [piece.title for piece in page.pieces]
    assert len(page.pieces) <= MOST_VISUALS


def test_it_has_a_way_back_and_the_period_of_all_pages():
    kinds = [piece.type for piece in drilled("product", example()).pieces]
    assert kinds[:4] == ["textbox", "actionButton", "slicer", "slicer"]


def test_it_shows_nothing_personal():
    told = {one for piece in drilled("warehouse").pieces for one in references(piece.visual)}
    assert ("Column", "customer", "email") not in told


def test_what_reaches_another_part_of_the_dimension_alone_is_left_out():
    changed = build.shop({"transfer": TRANSFER})
    page = drilled("warehouse", changed)
    assert "transfer" in {fact for piece in page.pieces for fact in piece.facts}
    other = TRANSFER.replace("warehouse = { refers", "leaves = { refers")
    apart = build.shop({"transfer": other})
    ends = {model(apart).roles.along("transfer", (name,)) for name in ("leaves", "arrives")}
    shown = {fact for piece in drilled("warehouse", apart).pieces for fact in piece.facts}
    assert ("transfer" in shown) is ("warehouse" in ends)


def test_a_page_that_hints_is_small_and_about_one_fact():
    for sheet in hint_sheets(model(example())):
        assert all(box.right <= HINT_WIDTH and box.bottom <= HINT_HEIGHT for box in sheet.boxes)
        assert len({piece.facts[0] for piece in sheet.pieces}) == 1


def test_a_member_that_nothing_counts_has_no_page():
    lone = 'kind = "dimension"\nkey = ["code"]\n[columns]\ncode = { type = "code" }\n'
    changed = model(build.shop({"shelf": lone}))
    assert all(sheet.bound.table != "shelf" for sheet in drill_sheets(changed))
    assert all(sheet.bound.table != "shelf" for sheet in hint_sheets(changed))

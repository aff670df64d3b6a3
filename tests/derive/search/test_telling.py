from decimal import Decimal
from pathlib import Path

from alkasba.derive.search.asking import Asked, lookup_of
from alkasba.derive.search.telling import told_document, told_facets
from alkasba.model.searching import Counted, Found
from tests.derive.search.build import searchable


def test_amounts_are_texts_with_every_digit(tmp_path: Path) -> None:
    plan = searchable(tmp_path).plan
    document = {
        "code": "P1",
        "price": Decimal("3.60"),
        "doubled": 7,
        "stock": 3,
        "maker": {"code": "M1", "name": "Mill"},
    }
    assert told_document(plan, document) == {
        "code": "P1",
        "price": "3.60",
        "doubled": "7",
        "stock": 3,
        "maker": {"code": "M1", "name": "Mill"},
    }


def test_facets_say_what_is_chosen(tmp_path: Path) -> None:
    chosen = {"price": ["1..2.5"], "is_organic": ["no"], "added_on": ["2026-03"], "maker": ["M1"]}
    lookup = lookup_of(searchable(tmp_path), Asked(chosen=chosen))
    counts = {
        "price": (Counted("1..2.5", 2), Counted("2.5..10", 1)),
        "is_organic": (Counted("yes", 2), Counted("no", 1)),
        "added_on": (Counted("2026-03", 3),),
        "maker": (Counted("M1", 3, "Mill"),),
    }
    told = told_facets(lookup, Found(3, 3, (), counts))
    said = {name: [one["is_chosen"] for one in facet["counts"]] for name, facet in told.items()}
    assert said == {
        "category": [],
        "maker": [True],
        "price": [True, False],
        "stock": [],
        "is_organic": [False, True],
        "added_on": [True],
    }
    assert told["maker"]["counts"][0]["label"] == "Mill"

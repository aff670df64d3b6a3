from decimal import Decimal
from pathlib import Path

from alkasba.derive.search.searchable import LADDER
from tests.derive.search.build import searchable


def test_each_facet_is_counted_as_its_column_is_read(tmp_path: Path) -> None:
    found = searchable(tmp_path).facets
    assert {name: facet.kind for name, facet in found.items()} == {
        "category": "values",
        "maker": "values",
        "price": "ranges",
        "stock": "ranges",
        "is_organic": "flag",
        "added_on": "months",
    }


def test_ranges_are_the_declared_ones_else_a_ladder(tmp_path: Path) -> None:
    found = searchable(tmp_path).facets
    assert found["price"].bounds == (Decimal(1), Decimal("2.5"), Decimal(10))
    assert found["stock"].bounds == LADDER
    assert list(LADDER) == sorted(LADDER)


def test_another_member_is_counted_by_key_and_read_and_sorted_by_name(tmp_path: Path) -> None:
    found = searchable(tmp_path)
    maker = found.facets["maker"]
    assert (maker.field.name, maker.label and maker.label.name) == ("maker.code", "maker.name")
    assert found.orders["maker"].name == "maker.name"
    assert "cost" not in found.orders


def test_it_is_served_at_its_name_without_index(tmp_path: Path) -> None:
    assert searchable(tmp_path / "a").name == "product"
    named = '[search]\nindex = "things"\n'
    assert searchable(tmp_path / "b", search=named).name == "things"
    assert searchable(tmp_path / "c", search='[search]\nindex = "index_"\n').name == "index_"


def test_choices_are_found_by_what_other_languages_call_them(tmp_path: Path) -> None:
    words = '[values.fr.category]\nTea = "Thé et tisane"\nHerb = "Herbe, fraîche"\n'
    words += '[values.ar.category]\nTea = "شاي"\n'
    (tmp_path / "words.toml").write_text(words)
    found = searchable(tmp_path).synonyms
    assert set(found.others(("tea",))) == {("the", "et", "tisane"), ("شاي",)}
    assert found.others(("herb",)) == ()

"""Headers are found whatever their case, accents, blanks and punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alkasba.clean.names import find_column, standard_name, standard_names


@pytest.mark.parametrize("written", ["Order No", "order_no", "ORDER-NO", " Order  no. ", "OrderNo"])
def test_one_name_in_many_spellings_is_one_name(written):
    assert standard_name(written) == "order_no"


@pytest.mark.parametrize(
    ("written", "standard"),
    [
        ("Téléphone", "telephone"),
        ("Straße", "strasse"),
        ("Prix unitaire (€)", "prix_unitaire"),
        ("N° de Commande", "n_de_commande"),
        ("HTTPStatusCode", "http_status_code"),
        ("Address2", "address2"),
        ("line2Total", "line2_total"),
        ("___x___", "x"),
        ("الاسم الكامل", "الاسم_الكامل"),
        ("السِّعر", "السعر"),
        ("ブランド", "ブランド"),
        ("フ\u3099ラント\u3099", "ブランド"),
        ("주문 번호", "주문_번호"),
        ("ग्राहक संख्या", "ग्राहक_संख्या"),
        ("ชื่อ สินค้า", "ชื่อ_สินค้า"),
        ("Đơn giá", "đon_gia"),
        ("%", ""),
        ("", ""),
    ],
)
def test_accents_case_and_punctuation_are_gone(written, standard):
    assert standard_name(written) == standard


@given(st.text())
def test_a_standard_name_is_its_own_standard_name(written):
    standard = standard_name(written)
    assert standard_name(standard) == standard


def test_names_that_become_the_same_are_numbered():
    assert standard_names(["Price", "price ", "PRICE"]) == ["price", "price_2", "price_3"]


def test_a_numbered_name_never_meets_a_written_one():
    assert standard_names(["Price", "price_2", "price"]) == ["price", "price_2", "price_3"]


def test_an_empty_header_is_named_by_its_place():
    assert standard_names(["a", "", "%"]) == ["a", "column_2", "column_3"]


@given(st.lists(st.text()))
def test_no_two_standard_names_are_the_same(written):
    standard = standard_names(written)
    assert len(set(standard)) == len(written)
    assert all(standard)


def test_a_column_is_found_as_written_before_it_is_found_by_its_standard_name():
    assert find_column("price", ["Price", "price"]) == 1


def test_a_column_is_found_by_its_standard_name():
    assert find_column("unit_price", ["Code", "Unit-Price"]) == 1


def test_the_first_of_two_alike_is_found():
    assert find_column("PRICE", ["Price", "price "]) == 0


def test_the_second_of_two_alike_is_found_by_its_number():
    assert find_column("price_2", ["Price", "price "]) == 1


def test_a_column_that_is_not_there_is_not_found():
    assert find_column("price", ["unit price", "prices"]) is None


def test_a_name_without_letters_finds_no_empty_header():
    assert find_column("%", ["", "a"]) is None

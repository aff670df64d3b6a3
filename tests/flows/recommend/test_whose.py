from pathlib import Path

from alkasba.flows.recommend.whose import as_kept, visitor_as_kept
from alkasba.privacy.pseudonym import pseudonym, read_key
from tests.recommend_shop import CUSTOMER, recommend_shop


def test_a_number_is_written_as_the_warehouse_has_it_before_it_is_hidden(tmp_path: Path):
    shop = recommend_shop(tmp_path)
    secret = read_key(shop.folder / "alkasba.key")
    assert as_kept(shop.open(), " c7 ") == pseudonym("C7", secret)
    assert visitor_as_kept(shop.open(), "C7") != pseudonym("C7", secret)


def test_where_nothing_is_personal_numbers_stay_and_visitors_are_hidden(tmp_path: Path):
    plain = CUSTOMER.replace('personal = "identifier", ', "")
    opened = recommend_shop(tmp_path, tables__customer=plain).open()
    assert as_kept(opened, "C7") == as_kept(opened, " c7 ") == "C7"
    assert "C7" not in visitor_as_kept(opened, "C7")

import pytest

from alkasba.errors import SettingsError, UnknownName
from alkasba.flows.serving import Serving
from alkasba.web.report.taking import take_away
from tests.shop_builder import small_shop


def test_several_files_are_of_one_run(serving, tmp_path):
    places = [tmp_path / "a.xlsx", tmp_path / "A.PDF", tmp_path / "a.xlsx"]
    found = take_away(serving, ["sales", "sales"], [], "en", places, writes=True)
    assert found.dashboards == ("sales",)
    assert [one.file for one in found.files] == places[:2]
    assert [one.size for one in found.files] == [place.stat().st_size for place in places[:2]]


def test_without_writing_nothing_is_written(serving, tmp_path):
    found = take_away(serving, (), [], "en", [tmp_path / "a.html"], writes=False)
    assert found.files[0].size > 0
    assert list(tmp_path.iterdir()) == []


def test_where_one_cannot_be_made_none_is_written(serving, tmp_path):
    places = [tmp_path / "a.html", tmp_path / "a.doc"]
    with pytest.raises(SettingsError):
        take_away(serving, (), [], "en", places, writes=True)
    assert list(tmp_path.iterdir()) == []


def test_a_shop_without_dashboards(tmp_path):
    shop = small_shop(tmp_path)
    shop.sales("2026.csv", "S1,1,2026-10-10,P1,3,10")
    shop.run()
    with pytest.raises(UnknownName, match="the shop has no dashboards"):
        take_away(Serving(tmp_path), (), [], "en", [tmp_path / "a.html"], writes=True)

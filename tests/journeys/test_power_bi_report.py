"""The owner of a shop declares a dashboard and builds its report for Power BI."""

import json

import pytest

from alkasba.errors import SettingsError
from alkasba.flows.building import POWERBI, build_files
from alkasba.model.finding import ShopWrong
from tests.derive.powerbi.pbir.build import pages, title_of
from tests.shop_builder import small_shop

DASHBOARD = """
title = { en = "Sales", fr = "Ventes" }
filters = ["sold_on", "category"]
[[tiles]]
show = "number"
measure = "net_sales"
compare = "last_year"
title = { en = "What we sold", fr = "Nos ventes" }
[[tiles]]
show = "line"
measure = "net_sales"
by = "month"
"""
BROKEN = """
[[tiles]]
show = "scatter"
measure = "net_sales"
by = "product"
[[tiles]]
show = "table"
measure = "net_sales"
by = "product"
where = "quantity * price > 10"
"""


def report_of(shop):
    """The report's files as they lie in the project."""
    folder = shop.folder / "build/powerbi/Test.Report"
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def first_page(shop):
    return pages(report_of(shop))[0]


def test_a_dashboard_is_a_page_of_the_report(tmp_path):
    shop = small_shop(tmp_path, dashboards__sales=DASHBOARD)
    build_files(shop.open(), POWERBI)
    page = first_page(shop)
    assert page.page["displayName"] == "Sales"
    assert "What we sold" in map(title_of, page.visuals)


def test_the_report_finds_the_model_beside_it(tmp_path):
    shop = small_shop(tmp_path, dashboards__sales=DASHBOARD)
    build_files(shop.open(), POWERBI)
    told = json.loads(report_of(shop)["definition.pbir"])["datasetReference"]["byPath"]["path"]
    assert (shop.folder / "build/powerbi/Test.Report" / told / "definition.pbism").is_file()


def test_a_tile_that_comes_first_changes_no_file_of_the_others(tmp_path):
    shop = small_shop(tmp_path, dashboards__sales=DASHBOARD)
    build_files(shop.open(), POWERBI)
    before = {one["name"] for one in first_page(shop).visuals}
    earlier = '[[tiles]]\nshow = "number"\nmeasure = "orders"\n[[tiles]]'
    shop.write("dashboards/sales.toml", DASHBOARD.replace("[[tiles]]", earlier, 1))
    build_files(shop.open(), POWERBI)
    assert before < {one["name"] for one in first_page(shop).visuals}


def test_the_report_speaks_the_language_that_the_owner_chose(tmp_path):
    shop = small_shop(tmp_path, dashboards__sales=DASHBOARD, alkasba='[powerbi]\nlanguage = "fr"\n')
    build_files(shop.open(), POWERBI)
    page = first_page(shop)
    assert page.page["displayName"] == "Ventes"
    assert {"Nos ventes", "Période"} <= set(map(title_of, page.visuals))


def test_a_language_that_nobody_wrote_is_refused_with_the_nearest(tmp_path):
    shop = small_shop(
        tmp_path, dashboards__sales=DASHBOARD, alkasba='[powerbi]\nlanguage = "eng"\n'
    )
    with pytest.raises(SettingsError, match="Did you mean 'en'") as raised:
        build_files(shop.open(), POWERBI)
    assert "en, fr, ar" in raised.value.next_step
    assert not (tmp_path / "build/powerbi").exists()


def test_what_power_bi_cannot_show_is_told_tile_by_tile_before_anything_is_written(tmp_path):
    shop = small_shop(tmp_path, dashboards__sales=BROKEN)
    with pytest.raises(ShopWrong) as raised:
        build_files(shop.open(), POWERBI)
    found = [(one.file, one.key) for one in raised.value.findings]
    assert found == [("dashboards/sales.toml", "tile 1"), ("dashboards/sales.toml", "tile 2")]
    assert not (tmp_path / "build/powerbi").exists()


def test_a_shop_without_dashboards_has_a_model_and_no_report(tmp_path):
    shop = small_shop(tmp_path)
    build_files(shop.open(), POWERBI)
    assert (shop.folder / "build/powerbi/Test.SemanticModel").is_dir()
    assert report_of(shop) == {}

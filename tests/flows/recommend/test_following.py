import pytest

from alkasba.errors import SettingsError, StoreBusy
from alkasba.flows.batch import run_batch
from alkasba.flows.recommend import following
from alkasba.flows.recommend.places import FOLDER, current
from alkasba.flows.recommend.store import told_of_models
from alkasba.flows.run.job import Clock
from alkasba.report import RunReport, silent
from alkasba.warehouse.lock import only_writer
from tests.recommend_shop import put_sales, recommend_shop
from tests.shop_builder import small_shop

AFTER_EACH = {"alkasba": '[recommend]\ntrain = "run"\n'}


@pytest.fixture(autouse=True)
def _as_the_shop_says(monkeypatch):
    """The setting of all other tests, which learn nothing, is not that of these."""
    monkeypatch.delenv("ALKASBA_RECOMMEND__TRAIN", raising=False)


def build(shop):
    return shop.open().settings.build


def test_a_run_is_followed_by_a_training_and_one_without_news_by_none(tmp_path):
    shop = recommend_shop(tmp_path, **AFTER_EACH)
    shop.run()
    first = current(build(shop))
    assert first
    shop.run()
    assert current(build(shop)) == first and len(told_of_models(build(shop))) == 1
    put_sales(shop, [("O1", "2026-01-01", "T1", "C1")])
    shop.run()
    assert len(told_of_models(build(shop))) == 2


def test_a_setting_says_never(tmp_path):
    shop = recommend_shop(tmp_path)
    shop.run()
    assert current(build(shop)) is None


def test_another_word_is_no_setting(tmp_path):
    shop = recommend_shop(tmp_path, alkasba='[recommend]\ntrain = "daily"\n')
    with pytest.raises(SettingsError, match="'daily' is no moment"):
        shop.run()
    assert shop.ask("units"), "what is published stays"


def test_a_shop_that_recommends_nothing_trains_nothing(tmp_path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "S1,1,2026-01-10,P1,2,10")
    shop.run()
    assert not (build(shop) / FOLDER).exists()


def test_without_the_extra_the_run_is_as_good_and_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(following, "is_installed", lambda: False)
    shop, told = recommend_shop(tmp_path, **AFTER_EACH), []
    run_batch(shop.open(), clock=shop.clock, tell=lambda event, **figures: told.append(event))
    assert "recommend.skipped" in told and current(build(shop)) is None


def test_where_another_one_trains_the_published_run_stays(tmp_path):
    shop = recommend_shop(tmp_path, **AFTER_EACH)
    with only_writer(build(shop) / FOLDER / "train.lock"), pytest.raises(StoreBusy) as refused:
        run_batch(shop.open(), clock=Clock.system(), tell=silent)
    assert isinstance(refused.value.report, RunReport)
    assert shop.ask("units")

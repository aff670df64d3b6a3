from datetime import UTC, datetime, timedelta

import pytest

from alkasba.errors import SettingsError, StoreBusy
from alkasba.flows.batch import run_batch
from alkasba.flows.recommend import following
from alkasba.flows.recommend.events.store import LOCK, Events
from alkasba.flows.recommend.following import settle_events
from alkasba.flows.recommend.places import FOLDER, current
from alkasba.flows.recommend.store import told_of_models
from alkasba.flows.run.job import Clock
from alkasba.report import RunReport, silent
from alkasba.warehouse.lock import only_writer
from tests.flows.recommend.events.test_store import kept
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


def test_a_run_settles_events_and_lets_go_of_what_is_too_old(tmp_path):
    policy = "[events]\nkeep_days = 30\n[classes.identifier]\n[classes.location]\nanalytic = true\n"
    shop = recommend_shop(tmp_path, policy=policy)
    events, today = Events(tmp_path / "build/recommend/events"), datetime.now(UTC).date()
    days = [(today - timedelta(days=back)).isoformat() for back in (0, 10, 60)]
    events.take([kept(n, day=day) for n, day in enumerate(days)])
    told: list[tuple[str, dict[str, object]]] = []
    settle_events(shop.open(), tell=lambda event, **figures: told.append((event, figures)))
    assert told == [("recommend.let_go", {"events": 1})]
    assert events.read().num_rows == 2
    assert len(list((events.folder / "days").iterdir())) == 1


def test_events_that_another_process_settles_are_left_to_it(tmp_path):
    shop = recommend_shop(tmp_path)
    events = Events(tmp_path / "build/recommend/events")
    events.take([kept(1, day="2020-01-01")])
    with only_writer(events.folder / LOCK):
        settle_events(shop.open())
    assert events.read().num_rows == 1

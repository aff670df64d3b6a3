import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from alkasba.errors import StoreAway, StoreBusy, UnknownName
from alkasba.flows.batch import Clock
from alkasba.flows.recommend import training
from alkasba.flows.recommend.places import FOLDER, current, folder_of_models
from alkasba.flows.recommend.store import ARRAYS, TOLD, open_model, told_of_models
from alkasba.flows.recommend.training import is_of_now, train_model
from alkasba.warehouse.lock import only_writer
from tests.recommend_shop import put_sales, recommend_shop, trained_shop
from tests.shop_builder import small_shop

LATER = Clock(datetime(2026, 11, 2, 8, tzinfo=UTC))


def build(shop):
    return shop.open().settings.build


def test_a_training_serves_a_model_that_says_what_it_is_of(tmp_path):
    shop, trained = trained_shop(tmp_path)
    model = open_model(build(shop), trained.version)
    assert current(build(shop)) == trained.version and trained.refused == ""
    assert model.told["data"]["people"] == 59 and model.told["run"]
    assert len(model.products) == len(model.vectors) == len(model.alike)
    assert all(
        np.isfinite(getattr(model, name)).all()
        for name in ARRAYS
        if "key" not in name and getattr(model, name).dtype.kind == "f"
    )
    assert is_of_now(shop.open())


def test_the_same_data_teach_the_same(tmp_path):
    shop, first = trained_shop(tmp_path)
    second = train_model(shop.open(), accept=True, clock=LATER)
    one, other = (open_model(build(shop), one.version) for one in (first, second))
    for name in ARRAYS:
        assert (getattr(one, name) == getattr(other, name)).all(), name
    assert one.told["settings"] == other.told["settings"]


def test_a_worse_model_is_kept_aside_and_the_old_one_goes_on(tmp_path, monkeypatch):
    shop, first = trained_shop(tmp_path)
    monkeypatch.setattr(training, "verdict", lambda new, standing: "it is worse")
    second = train_model(shop.open(), clock=LATER)
    assert second.refused == "it is worse"
    assert current(build(shop)) == first.version
    assert told_of_models(build(shop))[0]["refused"] == "it is worse"
    assert is_of_now(shop.open())
    accepted = train_model(shop.open(), accept=True, clock=Clock(LATER.now.replace(hour=9)))
    assert current(build(shop)) == accepted.version and accepted.refused == ""


def test_a_mix_that_is_worse_than_what_is_popular_gives_way_to_it(tmp_path, monkeypatch):
    def misled(saying, later):
        mix = learnt_mix(saying, later)
        wrong = replace(mix.popular, weights=-mix.popular.weights)
        return replace(mix, everywhere=wrong, had=wrong, new=wrong)

    learnt_mix = training.learnt_mix
    monkeypatch.setattr(training, "learnt_mix", misled)
    shop = recommend_shop(tmp_path)
    shop.run()
    trained = train_model(shop.open(), clock=LATER)
    quality = trained.told["quality"]
    assert trained.refused == "" and current(build(shop)) == trained.version
    assert quality["ndcg"] == quality["popular_ndcg"]


@pytest.mark.parametrize(("season", "held_against"), [(0.0, True), (2.0, False)])
def test_a_model_is_held_against_one_whose_season_counts_as_much(
    tmp_path, monkeypatch, season, held_against
):
    shop, first = trained_shop(tmp_path)
    seen = []
    monkeypatch.setattr(training, "season_of", lambda task, after: season)
    monkeypatch.setattr(training, "verdict", lambda new, standing: seen.append(standing) or "")
    train_model(shop.open(), clock=LATER)
    assert seen == [first.told["quality"] if held_against else None]


def test_a_killed_training_leaves_the_old_model(tmp_path, monkeypatch):
    shop, first = trained_shop(tmp_path)

    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setattr(training, "keep", kill)
    with pytest.raises(Killed):
        train_model(shop.open(), clock=LATER)
    assert current(build(shop)) == first.version


def test_two_do_not_train_at_once(tmp_path):
    shop, _ = trained_shop(tmp_path)
    with only_writer(build(shop) / FOLDER / "train.lock"), pytest.raises(StoreBusy):
        train_model(shop.open())


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("O1", "2026-01-01", "T1", "C1")],
        [("O1", "2026-01-01", "T1", "")],
        [("O1", "2026-01-01", "T1", "C1"), ("O2", "2026-02-01", "T1", "C1")],
        [("O1", "2026-01-01", "T1", "C1"), ("O1", "2026-01-01", "T2", "C1")],
        [("O1", "2026-01-01", "T1", "C1"), ("O2", "2026-01-01", "T1", "C2")],
    ],
    ids=["no line", "one line", "nobody", "one product", "one person", "one day"],
)
def test_little_is_enough_for_a_sensible_model(tmp_path, lines):
    shop = recommend_shop(tmp_path, people=4)
    put_sales(shop, lines)
    shop.run()
    trained = train_model(shop.open(), clock=LATER)
    model = open_model(build(shop), trained.version)
    assert trained.refused == "" and trained.told["quality"]["people"] in (0, 1)
    for name in ("vectors", "for_people_score", "popular_score", "alike_score"):
        assert np.isfinite(getattr(model, name)).all()


def test_settings_are_looked_for_anew_once_the_shop_has_grown(tmp_path, monkeypatch):
    shop, _ = trained_shop(tmp_path)
    searched = []
    found = training.tune

    def tune(*known: object, **more: object) -> object:
        searched.append(1)
        return found(*known, **more)

    monkeypatch.setattr(training, "tune", tune)
    assert train_model(shop.open(), accept=True, clock=LATER).told["settings"]
    assert searched == []
    monkeypatch.setattr(training, "GROWN", 0.5)
    train_model(shop.open(), accept=True, clock=Clock(LATER.now.replace(hour=9)))
    assert searched == [1]


def test_the_season_and_the_anonymous_baskets_are_told_and_models_without_them_stay(tmp_path):
    shop, first = trained_shop(tmp_path)
    assert first.told["settings"]["season"] == 0 and first.told["data"]["anonymous_baskets"] == 0
    # A model of a release that knew neither.
    kept = folder_of_models(build(shop)) / first.version / TOLD
    told = json.loads(kept.read_text())
    del told["settings"]["season"], told["data"]["anonymous_baskets"]
    kept.write_text(json.dumps(told))
    second = train_model(shop.open(), accept=True, clock=LATER)
    assert second.told["settings"] == first.told["settings"]


def test_a_shop_whose_customers_are_all_unknown_has_a_list_of_what_is_popular(tmp_path):
    shop = recommend_shop(tmp_path, people=4)
    sold = [(f"O{n}", f"2026-01-{n + 1:02}", f"T{n % 2}", "") for n in range(9)]
    put_sales(shop, sold)
    shop.run()
    trained = train_model(shop.open(), clock=LATER)
    model = open_model(build(shop), trained.version)
    best = model.products[model.popular[0][model.popular[0] >= 0]]
    assert best.tolist() == [b"T0", b"T1"]
    assert trained.told["data"]["anonymous_baskets"] == 9


def test_nothing_of_a_person_but_pseudonyms_is_kept_or_told(tmp_path):
    shop = recommend_shop(tmp_path)
    shop.run()
    told = []
    train_model(shop.open(), accept=True, clock=LATER, tell=lambda e, **f: told.append((e, f)))
    kept = b"".join(
        path.read_bytes() for path in (build(shop) / FOLDER).rglob("*") if path.is_file()
    )
    assert b"C17" not in kept
    assert not any(f"C{n}" in json.dumps(told) for n in range(10, 60))
    assert [event for event, _ in told] == ["recommend.read", "recommend.trained"]


def test_another_declaration_asks_for_another_model(tmp_path):
    shop, _ = trained_shop(tmp_path)
    text = (tmp_path / "tables/sale.toml").read_text()
    shop.write("tables/sale.toml", text.replace("least_people = 3", "least_people = 4"))
    assert not is_of_now(shop.open())


def test_a_shop_without_purchases_declared_or_run_says_so(tmp_path):
    with pytest.raises(UnknownName, match="no fact of this shop"):
        train_model(small_shop(tmp_path / "a").open())
    with pytest.raises(StoreAway, match="empty"):
        train_model(recommend_shop(tmp_path / "b").open())


def test_a_rehearsal_sees_nothing_of_the_last_days(tmp_path, monkeypatch):
    shop = recommend_shop(tmp_path)
    shop.run()
    seen = []
    learn = training.learn
    monkeypatch.setattr(
        training, "learn", lambda task: seen.append(task.lines.today) or learn(task)
    )
    trained = train_model(shop.open(), accept=True, clock=LATER)
    task, _ = training._read(shop.open())
    assert seen[-1] == task.lines.today
    assert seen[1] <= task.lines.today - trained.told["quality"]["days"]
    assert replace(task, lines=task.lines).lines.today == task.lines.today

import json
import os
from dataclasses import replace

import pytest

from alkasba.errors import StoreAway, StoreError
from alkasba.flows.recommend import store
from alkasba.flows.recommend.places import current, folder_of_models
from alkasba.flows.recommend.store import (
    ARRAYS,
    KEPT,
    LATER,
    keep,
    let_go,
    open_model,
    told_of_models,
)


@pytest.fixture
def model(view):
    return view.model


def test_a_model_is_read_as_it_was_written(tmp_path, model):
    keep(tmp_path, model, speaks=True)
    found = open_model(tmp_path, str(current(tmp_path)))
    assert found.version == model.version
    for name in ARRAYS:
        assert (getattr(found, name) == getattr(model, name)).all()


def test_one_that_does_not_speak_leaves_the_one_that_did(tmp_path, model):
    keep(tmp_path, replace(model, version="2026-1"), speaks=True)
    keep(tmp_path, replace(model, version="2026-2"), speaks=False)
    assert current(tmp_path) == "2026-1"
    assert [told["is_served"] for told in told_of_models(tmp_path)] == [False, True]


def test_who_is_killed_before_the_pointer_moves_has_changed_nothing(tmp_path, model, monkeypatch):
    keep(tmp_path, replace(model, version="2026-1"), speaks=True)

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    for line in ("_point", "_to_disk"):
        with monkeypatch.context() as patch:
            patch.setattr(store, line, kill)
            with pytest.raises(Killed):
                keep(tmp_path, replace(model, version="2026-2"), speaks=True)
        assert current(tmp_path) == "2026-1"
        assert open_model(tmp_path, "2026-1").version == "2026-1"
    let_go(tmp_path)
    assert not list(folder_of_models(tmp_path).glob("*.next"))


def test_old_ones_are_let_go_and_never_the_one_that_speaks(tmp_path, model):
    keep(tmp_path, replace(model, version="2026-0"), speaks=True)
    for number in range(1, 6):
        keep(tmp_path, replace(model, version=f"2026-{number}"), speaks=False)
    let_go(tmp_path)
    left = sorted(place.name for place in folder_of_models(tmp_path).iterdir())
    assert left == ["2026-0", "2026-4", "2026-5"] and len(left) == KEPT


def test_in_a_model_of_an_older_release_nothing_is_new(tmp_path, model):
    keep(tmp_path, model, speaks=True)
    for name in LATER:
        (folder_of_models(tmp_path) / model.version / f"{name}.npy").unlink()
    found = open_model(tmp_path, model.version)
    assert len(found.is_new) == len(found.is_placed) == len(model.products)
    assert not found.is_new.any() and not found.is_placed.any()


@pytest.mark.parametrize("harm", ["cut", "gone", "format", "no json"])
def test_a_model_that_is_not_whole_is_told(tmp_path, model, harm):
    keep(tmp_path, model, speaks=True)
    place = folder_of_models(tmp_path) / model.version
    if harm == "cut":
        file = place / "vectors.npy"
        os.truncate(file, file.stat().st_size // 2)
    elif harm == "gone":
        (place / "owned.npy").unlink()
    else:
        text = "{" if harm == "no json" else json.dumps({"format": -1})
        (place / "model.json").write_text(text)
    with pytest.raises(StoreAway, match="not whole"):
        open_model(tmp_path, model.version)


def test_a_folder_that_cannot_be_written_is_told(tmp_path, model):
    (tmp_path / "recommend").write_text("a file stands where the folder has to be")
    with pytest.raises(StoreError, match="cannot be written"):
        keep(tmp_path, model, speaks=True)


def test_before_the_first_no_model_speaks(tmp_path):
    assert current(tmp_path) is None
    assert told_of_models(tmp_path) == []

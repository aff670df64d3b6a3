import json

import pytest

from alkasba.errors import StoreError
from alkasba.flows.recommend import trainings
from alkasba.flows.recommend.places import FOLDER, folder_of_models
from alkasba.flows.recommend.trainings import TRAININGS, last_trainings, note_training

TOLD = {
    "trained_at": "2026-11-01T08:00:00+00:00",
    "refused": "",
    "seconds": 1.5,
    "data": {"lines": 7},
    "quality": {"people": 0, "days": 7},
}


@pytest.fixture
def build(tmp_path):
    for number in range(9):
        place = folder_of_models(tmp_path) / f"m{number}"
        place.mkdir(parents=True)
        (place / "vectors.npy").write_bytes(b"12345")
    return tmp_path


def test_the_newest_stands_first_with_its_size(build):
    assert last_trainings(build) == []
    note_training(build, "m1", TOLD)
    note_training(build, "m2", TOLD | {"refused": "worse", "quality": {"ndcg": 0.1, "people": 9}})
    newest, before = last_trainings(build)
    assert (newest["version"], newest["refused"], newest["ndcg"]) == ("m2", "worse", 0.1)
    assert before["bytes"] == 5 and "ndcg" not in before
    assert last_trainings(build, 1) == [newest]


def test_of_many_the_oldest_go(build, monkeypatch):
    monkeypatch.setattr(trainings, "KEPT", 3)
    for number in range(5):
        note_training(build, f"m{number}", TOLD)
    assert [one["version"] for one in last_trainings(build)] == ["m4", "m3", "m2"]


def test_where_it_cannot_be_kept_the_next_step_is_told(build):
    (build / FOLDER / TRAININGS).with_suffix(".next").mkdir()
    with pytest.raises(StoreError, match="the model is there"):
        note_training(build, "m1", TOLD)


@pytest.mark.parametrize("line", ['{"version": "m0", "tra', "[]", '{"version": 1}', "\udcff"])
def test_a_line_that_cannot_be_read_is_passed_over(build, line):
    note_training(build, "m1", TOLD)
    path = build / FOLDER / TRAININGS
    path.write_bytes(path.read_bytes() + line.encode(errors="surrogateescape") + b"\n")
    note_training(build, "m2", TOLD)
    assert [one["version"] for one in last_trainings(build)] == ["m2", "m1"]
    assert all(json.loads(text) for text in path.read_text().splitlines())

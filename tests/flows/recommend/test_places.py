from alkasba.flows.recommend.places import LISTS, current, lists_that_speak
from alkasba.flows.recommend.store import keep


def test_before_the_first_training_nothing_speaks(tmp_path):
    assert current(tmp_path) is None and lists_that_speak(tmp_path) is None


def test_a_model_without_lists_has_none(tmp_path, view):
    keep(tmp_path, view.model, speaks=True)
    assert current(tmp_path) == view.model.version and lists_that_speak(tmp_path) is None


def test_the_lists_are_those_of_the_model_that_speaks(tmp_path, view):
    keep(tmp_path, view.model, speaks=True, beside={LISTS: b"lists"})
    found = lists_that_speak(tmp_path)
    assert found is not None and found.read_bytes() == b"lists"

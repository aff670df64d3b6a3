import json

import pytest

from alkasba.errors import (
    DeclarationError,
    NotAllowed,
    SettingsError,
    StoreAway,
    StoreBehind,
    StoreMoved,
    StoreSlow,
    UnknownName,
    WrongValue,
)
from alkasba.web.problem import answer_with, next_step_of, problem, status_of


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (UnknownName, 404),
        (NotAllowed, 403),
        (WrongValue, 422),
        (DeclarationError, 422),
        (StoreAway, 503),
        (StoreBehind, 503),
        (StoreSlow, 504),
        (StoreMoved, 409),
        (SettingsError, 500),
    ],
)
def test_a_status_says_who_can_mend_it(kind, status):
    assert status_of(kind("what")) == status


def test_a_problem_tells_what_where_and_what_to_do_next():
    answer = answer_with(UnknownName("no 'x'.", where="measures", next_step="Look."))
    assert json.loads(answer.body) == {
        "type": "urn:alkasba:error:UnknownName",
        "title": "Not Found",
        "status": 404,
        "detail": "no 'x'.",
        "where": "measures",
        "next_step": "Look.",
    }


def test_there_is_a_next_step_where_the_error_says_none():
    assert "/api/v1/measures" in next_step_of(WrongValue("what"))
    assert next_step_of(StoreAway("what"))


def test_what_will_pass_says_when_to_try_again():
    assert answer_with(StoreAway("empty")).headers["retry-after"]
    assert "retry-after" not in answer_with(WrongValue("no")).headers


def test_a_problem_of_no_error_of_ours_has_no_type():
    assert json.loads(problem(421, "other"))["type"] == "about:blank"

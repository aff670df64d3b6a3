import json

import pytest

from tests.cli.conftest import Calling
from tests.flows.recommend.events.test_report import ARMS, event
from tests.flows.recommend.events.test_weighing import tell
from tests.recommend_shop import RECOMMEND, SALE, recommend_shop


@pytest.fixture(scope="module")
def suggest(tmp_path_factory):
    shop = recommend_shop(tmp_path_factory.mktemp("lifted"), tables__sale=SALE + RECOMMEND + ARMS)
    shop.run()
    tell(shop, *(event("shown", "T1", customer=f"C{n}") for n in (1, 2, 4, 5, 6)))
    tell(shop, *(event("clicked", "T1", customer=f"C{n}") for n in (1, 2, 4, 5, 6)))
    calling = Calling(shop)
    return lambda *words: calling("recommend", *words)


def test_arms_are_told_with_what_makes_them_doubtful(suggest):
    told = suggest("--lift")
    assert told.exit_code == 0, told.output
    assert "Experiment spring, 10 events" in told.stdout
    assert [line.split()[0] for line in told.stdout.splitlines()[1:]] == ["arm", "popular", "model"]
    assert "fewer than 100 people" in told.stderr


def test_json_has_all_figures(suggest):
    told = json.loads(suggest("--lift", "--json").stdout)
    assert sum(arm["people"] for arm in told["arms"]) == 5
    assert told["arms"][0]["click_through_rate"] == 1


def test_events_of_a_person_are_counted_then_erased(suggest):
    assert "2 events would be erased" in suggest("--forget-events", "C1", "--dry-run").stdout
    told = suggest("--forget-events", "C1")
    assert "2 events erased" in told.stdout and "C1" not in told.output
    erased = json.loads(suggest("--forget-events", "C1", "--json").stdout)
    assert erased == {"events": 0, "erased": True}


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--lift", "--popular"), "one at a time"),
        (("--forget-events", "C1", "--train"), "one at a time"),
        (("--lift", "--dry-run"), "--dry-run says"),
    ],
)
def test_words_that_do_not_go_together_are_told(suggest, words, what):
    found = suggest(*words)
    assert found.exit_code == 2 and what in found.output

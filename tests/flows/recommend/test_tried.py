from decimal import Decimal

from alkasba.flows.recommend.suggested import Wanted
from alkasba.flows.recommend.tried import NOTHING, Tried, tried_on
from alkasba.model.experiment import Arm, Experiment

HALF = Decimal("0.5")


def test_an_arm_stands_in_for_what_is_asked():
    asked = Wanted(limit=3, diversity=0.1, bought="any")
    tried = Tried("spring", Arm("spread", HALF, diversity=0.0, bought="new"))
    assert tried.put_into(asked) == Wanted(limit=3, diversity=0.0, bought="new")
    assert Tried("spring", Arm("plain", HALF)).put_into(asked) == asked
    assert NOTHING.put_into(asked) == asked


def test_nothing_is_tried_on_nobody_or_without_an_experiment():
    experiment = Experiment("spring", "a", (Arm("a", HALF), Arm("b", HALF, shows="popular")))
    assert tried_on(None, "V1") is NOTHING and tried_on(experiment, "") is NOTHING
    assert tried_on(experiment, "V1").names == ("spring", "a")
    assert tried_on(experiment, "V2").shows_popular and NOTHING.names == ("", "")

from collections import Counter
from decimal import Decimal

import pytest

from alkasba.model.experiment import Arm, Experiment


def experiment(*shares: str, name: str = "spring") -> Experiment:
    arms = tuple(Arm(f"arm{n}", Decimal(share)) for n, share in enumerate(shares))
    return Experiment(name, "arm0", arms)


def chosen(tried: Experiment, people: int) -> Counter[str]:
    found = (tried.arm_of(f"person-{n}") for n in range(people))
    return Counter(arm.name if arm else "" for arm in found)


@pytest.mark.parametrize("name", ["spring", "summer", "2026-11"])
@pytest.mark.parametrize("shares", [("0.5", "0.5"), ("0.1", "0.2", "0.7"), ("0.05", "0.05")])
def test_each_arm_has_its_share_within_chance(name, shares):
    tried, people = experiment(*shares, name=name), 40_000
    counts = chosen(tried, people)
    expected = {f"arm{n}": float(share) * people for n, share in enumerate(shares)}
    if rest := people - sum(expected.values()):
        expected[""] = rest
    statistic = sum((counts[arm] - wanted) ** 2 / wanted for arm, wanted in expected.items())
    # The quantile of 0.9999 of chi-square with 3 degrees of freedom, the most there are here.
    assert statistic < 21.1


def test_who_is_in_an_arm_is_there_on_every_machine_and_after_every_restart():
    # sha256 of "spring", a zero byte and the name, its first 8 bytes as a share of all there are:
    # V1 0.1305, V2 0.8923, V3 0.2758, V4 0.5007, by Python's hashlib.
    tried = experiment("0.5", "0.5")
    found = [tried.arm_of(f"V{n}").name for n in range(1, 5)]
    assert found == ["arm0", "arm1", "arm0", "arm1"]
    assert experiment("0.1", "0.4").arm_of("V2") is None


def test_arms_of_two_experiments_have_nothing_to_do_with_each_other():
    one, other = experiment("0.5", "0.5"), experiment("0.5", "0.5", name="summer")
    both = Counter((one.arm_of(f"p{n}").name, other.arm_of(f"p{n}").name) for n in range(20_000))
    # Chi-square with 3 degrees of freedom of four cells of the same size, at 0.9999.
    assert sum((count - 5_000) ** 2 / 5_000 for count in both.values()) < 21.1


def test_shares_that_are_all_leave_nobody_out():
    assert "" not in chosen(experiment("0.3", "0.3", "0.4"), 20_000)


def test_more_of_an_arm_keeps_those_who_were_in_the_first():
    little, more = experiment("0.1", "0.1"), experiment("0.2", "0.1")
    before = [n for n in range(2_000) if (a := little.arm_of(f"p{n}")) and a.name == "arm0"]
    assert before and all(more.arm_of(f"p{n}").name == "arm0" for n in before)

"""A run killed anywhere leaves a published state, and the next run ends as an undisturbed one."""

from pathlib import Path
from random import Random

import pytest

from tests.killing import PLACES, Kill, Undisturbed, trial, undisturbed


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return undisturbed(tmp_path_factory.mktemp("undisturbed"))


def kills(known: Undisturbed, chance: Random, step: str) -> list[Kill]:
    """Two, the second in the run that should have put the first right."""
    places = [chance.choice(list(PLACES)) for _ in range(2)]
    return [Kill(place, chance.randint(1, known.lines[step, place])) for place in places]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("step", ["first", "second"])
def test_killed_twice_then_run_gives_the_same(
    known: Undisturbed, tmp_path: Path, step: str, seed: int
) -> None:
    chance = Random(f"{step} {seed}")
    killed = kills(known, chance, step)
    outcome = trial(known, tmp_path / "shop", step, killed, is_put_back=seed % 3 == 2)
    assert outcome.wrong == []


@pytest.mark.parametrize("line", [-30, -20, -12, -6])
def test_killed_while_it_publishes_then_run_gives_the_same(
    known: Undisturbed, tmp_path: Path, line: int
) -> None:
    kill = Kill("publishing", known.lines["second", "publishing"] + line)
    outcome = trial(known, tmp_path / "shop", "second", [kill, kill], is_put_back=True)
    assert outcome.wrong == []
    assert outcome.killed > 0

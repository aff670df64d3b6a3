from collections.abc import Sequence

from alkasba.errors import StoreAway
from alkasba.ports import Change, Verdict
from alkasba.search.writing import PAUSES, write_all

CHANGES = [Change(f"P{n}", 1, b"{}") for n in range(4)]


class Told:
    """An index that answers as it is told, and keeps what it was asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), [""]
        self.asked.clear()

    def write(self, name: str, changes: Sequence[Change]) -> list[Verdict]:
        self.asked.append("".join(change.id[1:] for change in changes))
        kinds = self.answers.pop(0)
        if not kinds:
            raise StoreAway("away")
        return [Verdict(kind) for kind in kinds]


def kinds(index: Told, pauses: list[float] | None = None) -> list[str]:
    waits = pauses if pauses is not None else []

    def wait(seconds: float, left: list[int]) -> list[int]:
        waits.append(seconds)
        return left

    return [one.kind for one in write_all(index, "i", CHANGES, wait)]  # type: ignore[arg-type]


def test_what_is_put_off_is_tried_again_alone() -> None:
    index = Told(["done", "later", "never", "later"], ["later", "older"], ["done"])
    assert kinds(index) == ["done", "done", "never", "older"]
    assert index.asked == ["0123", "13", "1"]


def test_an_index_that_is_away_is_asked_again() -> None:
    index = Told([], [], ["done"] * 4)
    pauses: list[float] = []
    assert kinds(index, pauses) == ["done"] * 4
    assert len(pauses) == 2
    assert all(
        0.5 * told <= found <= 1.5 * told for told, found in zip(PAUSES, pauses, strict=False)
    )


def test_what_others_take_over_stays_undecided() -> None:
    index = Told(["done", "later", "later", "done"], ["done"])
    found = write_all(index, "i", CHANGES, lambda _, left: left[1:])  # type: ignore[arg-type]
    assert [one.kind for one in found] == ["done", "later", "done", "done"]

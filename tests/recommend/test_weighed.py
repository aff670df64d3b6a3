import numpy as np
import pytest

from alkasba.recommend.purchases import gather
from alkasba.recommend.weighed import Weighed, with_weighed


def whole(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def events(*rows: tuple[int, int, int, float], sales_until: int = 100) -> Weighed:
    """Person, product, day and weight of each."""
    who, what, day, weight = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Weighed(
        whole(*who), whole(*what), whole(*day), np.array(weight, np.float32), sales_until
    )


BOUGHT = gather(whole(0, 1), whole(2, 0), whole(10, 20), people=3, products=4)


def cells(found: object) -> dict[tuple[int, int], tuple[float, int, int]]:
    rows = zip(found.who, found.what, found.times, found.first, found.last, strict=True)
    return {(int(w), int(p)): (round(float(t), 4), int(f), int(last)) for w, p, t, f, last in rows}


def test_what_was_clicked_counts_beside_what_was_bought():
    found = cells(with_weighed(BOUGHT, events((0, 2, 15, 0.2), (2, 3, 30, 0.2), (2, 3, 25, 0.2))))
    assert found == {(0, 2): (1.2, 10, 15), (1, 0): (1.0, 20, 20), (2, 3): (0.4, 25, 30)}


def test_a_thousand_clicks_weigh_no_more_than_a_purchase():
    found = cells(with_weighed(BOUGHT, events(*[(2, 3, 30, 0.2)] * 1_000)))
    assert found[2, 3] == (1.0, 30, 30)


def test_without_events_purchases_are_what_they_were():
    assert with_weighed(BOUGHT, events()) is BOUGHT
    nothing = gather(whole(), whole(), whole(), people=3, products=4)
    assert cells(with_weighed(nothing, events((0, 0, 1, 0.5)))) == {(0, 0): (0.5, 1, 1)}


@pytest.mark.parametrize(("today", "known"), [(50, 1), (99, 2), (100, 3), (120, 3)])
def test_a_rehearsal_sees_no_later_event_and_the_last_training_all(today, known):
    told = events((0, 0, 50, 1), (0, 1, 60, 1), (0, 2, 101, 1))
    assert len(told.until(today)) == known

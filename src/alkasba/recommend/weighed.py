"""What people did with suggestions, as weights beside their purchases."""

from dataclasses import dataclass

import numpy as np

from alkasba.recommend.purchases import Number, Purchases, Whole

MOST = 1.0
"""What all events of one person on one product weigh at most: a purchase."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An event each: a person, a product, a day and a weight; sales are known until a day.

    A purchase that is told as an event is here only where it is younger than the sales that are
    known: the sales tell all others.
    """

    who: Whole
    what: Whole
    day: Whole
    weight: Number
    sales_until: int

    def __len__(self) -> int:
        return len(self.who)

    def until(self, today: int) -> "Weighed":
        """What was known on a day; on the last day of the sales, and later, all of it.

        A rehearsal without the last days must not see what people clicked in them.
        """
        if today >= self.sales_until:
            return self
        known = self.day <= today
        return Weighed(
            self.who[known],
            self.what[known],
            self.day[known],
            self.weight[known],
            self.sales_until,
        )


def with_weighed(bought: Purchases, events: Weighed) -> Purchases:
    """Purchases that count more where people clicked, too, and little where they only clicked."""
    if not len(events):
        return bought
    pair = events.who.astype(np.int64) * bought.products + events.what
    clicked, place = np.unique(pair, return_inverse=True)
    weight = np.minimum(np.bincount(place, weights=events.weight), MOST)
    first = np.full(len(clicked), np.iinfo(np.int32).max, np.int32)
    last = np.full(len(clicked), np.iinfo(np.int32).min, np.int32)
    np.minimum.at(first, place, events.day)
    np.maximum.at(last, place, events.day)
    own = bought.who.astype(np.int64) * bought.products + bought.what
    pairs, place = np.unique(np.concatenate([own, clicked]), return_inverse=True)
    times = np.bincount(place, weights=np.concatenate([bought.times, weight]))
    begin = np.full(len(pairs), np.iinfo(np.int32).max, np.int32)
    end = np.full(len(pairs), np.iinfo(np.int32).min, np.int32)
    np.minimum.at(begin, place, np.concatenate([bought.first, first]))
    np.maximum.at(end, place, np.concatenate([bought.last, last]))
    return Purchases(
        bought.people,
        bought.products,
        (pairs // max(bought.products, 1)).astype(np.int32),
        (pairs % max(bought.products, 1)).astype(np.int32),
        times.astype(np.float32),
        begin,
        end,
    )

"""Reads the events that weigh in a training: of people and products that are known, by kind."""

from datetime import timedelta

import numpy as np
import pyarrow.compute as pc

from alkasba.flows.opening import OpenShop
from alkasba.flows.recommend.asking import declared
from alkasba.flows.recommend.events.store import Events
from alkasba.flows.recommend.reading import Keys, keys_of, places_of
from alkasba.flows.run.job import Clock
from alkasba.recommend.weighed import Weighed

BOUGHT = "bought"


def read_weighed(
    opened: OpenShop, *, people: Keys, products: Keys, sales_until: int, clock: Clock
) -> Weighed:
    """What these people clicked, and bought since the last day of the sales.

    What was shown and left alone is no event here: who did not look tells nothing.
    """
    weights = declared(opened.shop).recommend.events
    if not weights:
        return _none(sales_until)
    since = clock.now.date() - timedelta(days=opened.shop.policy.events_days)
    told = Events(opened.settings.path("recommend.events")).read(since=since)
    told = told.filter(pc.is_in(told["kind"], pc.cast(list(weights), "string")))
    told = told.filter(pc.not_equal(told["who"], ""))
    if told.num_rows == 0:
        return _none(sales_until)
    each = pc.list_parent_indices(told["products"]).to_numpy()
    who = places_of(people, keys_of(told["who"].to_pylist()))[each]
    what = places_of(products, keys_of(pc.list_flatten(told["products"]).to_pylist()))
    day = pc.cast(pc.cast(told["at"], "date32"), "int32").to_numpy()[each]
    kind = np.array(told["kind"].to_pylist())[each]
    weight = np.array([weights[one] for one in kind], np.float32)
    kept = (who >= 0) & (what >= 0) & ((kind != BOUGHT) | (day > sales_until))
    return Weighed(who[kept], what[kept], day[kept], weight[kept], sales_until)


def _none(sales_until: int) -> Weighed:
    nobody = np.zeros(0, np.int32)
    return Weighed(nobody, nobody, nobody, np.zeros(0, np.float32), sales_until)

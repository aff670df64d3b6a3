"""On a year of a real shop the models that nobody tuned find more than what is popular."""

from zipfile import ZipFile

import duckdb
import numpy as np
import pytest

from alkasba.recommend.again import again, intervals, usual_intervals
from alkasba.recommend.als import AlsSettings, train
from alkasba.recommend.evaluate import bought, deciles, interval, ndcg, split_day, without
from alkasba.recommend.popular import popularity
from alkasba.recommend.purchases import gather
from alkasba.recommend.rank import best, top

LINES = """
SELECT
    dense_rank() OVER (ORDER BY CustomerID) - 1 AS who,
    dense_rank() OVER (ORDER BY upper(StockCode)) - 1 AS what,
    datediff('day', DATE '1970-01-01', CAST(InvoiceDate AS DATE)) AS day
FROM read_csv('{folder}/*.csv', all_varchar = true)
WHERE CustomerID IS NOT NULL AND CAST(Quantity AS INTEGER) > 0 AND CAST(UnitPrice AS DOUBLE) > 0
GROUP BY CustomerID, upper(StockCode), InvoiceNo, CAST(InvoiceDate AS DATE)
"""
HELD_OUT_DAYS, K = 60, 20


@pytest.fixture(scope="module")
def lines(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("days")
    with ZipFile(shared / "data" / "online-retail" / "online_retail_by_day.zip") as days:
        days.extractall(folder)
    found = duckdb.sql(LINES.format(folder=folder)).fetchnumpy()
    return tuple(found[name].astype(np.int32) for name in ("who", "what", "day"))


@pytest.fixture(scope="module")
def known(lines):
    """What is known on the day of the split, what is bought after it, and that day."""
    who, what, day = lines
    sizes = {"people": int(who.max()) + 1, "products": int(what.max()) + 1}
    today = split_day(day, HELD_OUT_DAYS)
    old = day < today
    before = gather(who[old], what[old], day[old], **sizes)
    later = ~old & np.isin(who, before.who) & np.isin(what, before.what)
    return before, bought(who[later], what[later], **sizes), today


def test_in_every_tenth_of_people_more_is_discovered_than_by_what_is_popular(known):
    before, later, today = known
    discovered = without(later, before)
    people = np.arange(before.people, dtype=np.int32)
    factors = train(before, AlsSettings(dimension=64), today)
    ours = ndcg(best(factors, people, K, but=before)[0], discovered, K)
    share = np.tile(popularity(before, today, 30), (before.people, 1))
    share[before.who, before.what] = -np.inf
    popular = ndcg(top(share, K), discovered, K)
    tenth = deciles(np.bincount(before.who), discovered.counts > 0)
    assert [t for t in range(10) if ours[tenth == t].mean() <= popular[tenth == t].mean()] == []
    low, _ = interval(ours - popular, seed=1)
    assert low > 0.4 * np.nanmean(popular)


def test_habits_find_twice_as_much_of_everything_as_what_is_popular(lines, known):
    before, later, today = known
    old = lines[2] < today
    usual = usual_intervals(*intervals(*(column[old] for column in lines)), before.products)
    share = np.tile(popularity(before, today, 30), (before.people, 1))
    popular = ndcg(top(share, K), later, K)
    share[before.who, before.what] += again(before, usual, today)
    low, _ = interval(ndcg(top(share, K), later, K) - 2 * popular, seed=1)
    assert low > 0

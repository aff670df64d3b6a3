"""What a model says of each product, as one small file for those who only read it."""

from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from alkasba.flows.recommend.store import Lists, Model
from alkasba.recommend.purchases import Number

MOST = 20
"""Products of each list that are written; what is not on offer is left out when they are read."""
LAYOUT = pa.schema(
    [
        ("key", pa.string()),
        ("similar", pa.list_(pa.int32())),
        ("together", pa.list_(pa.int32())),
        ("popular", pa.int32()),
    ]
)
ROWS_AT_ONCE = 10_000
LEAST_LIKE = 0.05
"""Of 1: what is less alike only fills a list."""


def written_lists(model: Model, shares: Number) -> bytes:
    """What resembles each product, what is bought with it, and its rank by `shares`, as Parquet.

    Lists tell the rows of products. A product without a share, such as one that too few people
    bought, has no rank.
    """
    keys = pa.array([key.decode() for key in model.products.tolist()], pa.string())
    # What is told of pairs has enough people behind it, since the model holds no others.
    alike = np.where(model.alike_score >= LEAST_LIKE, model.alike, -1)
    columns = [keys, _lists(alike), _lists(model.together), _ranks(shares)]
    file = BytesIO()
    table = pa.table(columns, schema=LAYOUT)
    pq.write_table(table, file, compression="zstd", row_group_size=ROWS_AT_ONCE)
    return file.getvalue()


def _lists(lists: Lists) -> pa.Array:
    """The first of each list, without the -1 at its end."""
    first = lists[:, :MOST]
    kept = first >= 0
    offsets = np.concatenate([[0], np.cumsum(kept.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(first[kept], pa.int32()))


def _ranks(shares: Number) -> pa.Array:
    """The rank of each product by its share, 1 for the largest; of equal ones the first key's."""
    known = np.flatnonzero(shares > 0)
    ranks = np.zeros(len(shares), np.int32)
    ranks[known[np.argsort(-shares[known], kind="stable")]] = np.arange(1, len(known) + 1)
    return pa.array(ranks, mask=ranks == 0)

"""Writes the suggestions for everybody into one Parquet file, for shop pages and mailings."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from alkasba.errors import StoreError
from alkasba.flows.recommend.answering import Asked
from alkasba.flows.recommend.candidates import Candidates
from alkasba.flows.recommend.suggested import Item, Wanted
from alkasba.flows.recommend.view import SOURCES, View, key_of

LAYOUT = pa.schema(
    [
        ("person", pa.string()),
        ("place", pa.int32()),
        ("product", pa.string()),
        ("score", pa.float32()),
        ("source", pa.string()),
        ("model", pa.string()),
        ("recommendation", pa.string()),
        ("experiment", pa.string()),
        ("arm", pa.string()),
    ]
)
PEOPLE_AT_ONCE = 2_000
NEXT = ".next"


def export(asked: Asked, target: Path, *, limit: int) -> int:
    """Write up to `limit` suggestions for each person who may be suggested to; returns the rows.

    People are told by the keys of the warehouse, which are pseudonyms where the key is personal.
    """
    view, rows, draft = asked.view, 0, target.with_name(target.name + NEXT)
    people = _people(view)
    try:
        with pq.ParquetWriter(draft, LAYOUT, compression="zstd") as writer:
            for begin in range(0, len(people), PEOPLE_AT_ONCE):
                part = _rows(asked, people[begin : begin + PEOPLE_AT_ONCE], limit)
                writer.write_table(part)
                rows += part.num_rows
        draft.replace(target)
    except OSError as error:
        raise StoreError(
            f"the suggestions cannot be written: {error.strerror or 'the file is refused'}.",
            where=str(target),
            next_step="Make room or give rights there, and export again.",
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return rows


def _people(view: View) -> list[str]:
    """Those of whom something is known, who are still there, and who did not object."""
    found = []
    for number in np.flatnonzero(np.diff(view.model.owned_start) > 0).tolist():
        key = key_of(view.model.people, number)
        if view.person(key) == (number, False):
            found.append(key)
    return found


def _rows(asked: Asked, people: list[str], limit: int) -> pa.Table:
    columns: dict[str, list[object]] = {name: [] for name in LAYOUT.names}
    view, wanted = asked.view, Wanted(limit=limit)
    for key in people:
        found = asked.found_for(key, wanted)
        shown, _ = found.picked(view)
        named = asked.suggested(found, _items(view, shown))
        for place, product in enumerate(shown.products.tolist()):
            row = (
                key,
                place + 1,
                key_of(view.model.products, product),
                float(shown.scores[place]),
                SOURCES[int(shown.sources[place])],
                view.model.version,
                named.recommendation,
                named.experiment,
                named.arm,
            )
            for name, value in zip(columns, row, strict=True):
                columns[name].append(value)
    return pa.table(columns, schema=LAYOUT)


def _items(view: View, shown: Candidates) -> tuple[Item, ...]:
    """As much of the items as the id of the answer needs."""
    return tuple(
        Item(key_of(view.model.products, product), "", 0, SOURCES[source])
        for product, source in zip(shown.products.tolist(), shown.sources.tolist(), strict=True)
    )

"""Writes the suggestions for everybody into one Parquet file, for shop pages and mailings."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from alkasba.errors import StoreError
from alkasba.flows.recommend.answering import Asked
from alkasba.flows.recommend.candidates import by_person
from alkasba.flows.recommend.picking import picked
from alkasba.flows.recommend.suggested import Wanted
from alkasba.flows.recommend.view import SOURCES, View, key_of

LAYOUT = pa.schema(
    [
        ("person", pa.string()),
        ("place", pa.int32()),
        ("product", pa.string()),
        ("score", pa.float32()),
        ("source", pa.string()),
        ("model", pa.string()),
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
                part = _rows(view, people[begin : begin + PEOPLE_AT_ONCE], limit)
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


def _people(view: View) -> list[tuple[int, str]]:
    """Those of whom something is known, who are still there, and who did not object."""
    found = []
    for number in np.flatnonzero(np.diff(view.model.owned_start) > 0).tolist():
        key = key_of(view.model.people, number)
        if view.person(key) == (number, False):
            found.append((number, key))
    return found


def _rows(view: View, people: list[tuple[int, str]], limit: int) -> pa.Table:
    columns: dict[str, list[object]] = {name: [] for name in LAYOUT.names}
    for number, key in people:
        shown, _ = picked(view, by_person(view, number), Wanted(limit=limit))
        for place, product in enumerate(shown.products.tolist()):
            row = (
                key,
                place + 1,
                key_of(view.model.products, product),
                float(shown.scores[place]),
                SOURCES[int(shown.sources[place])],
                view.model.version,
            )
            for name, value in zip(columns, row, strict=True):
                columns[name].append(value)
    return pa.table(columns, schema=LAYOUT)

"""The typed rows of a landing are the same, read outright or with care."""

import pytest

from alkasba.clean.rows import cleaning_of
from alkasba.flows.run import cleaning as flow
from tests.clean.build import shop, source, table, workbench


@pytest.mark.parametrize("share_of_odd", [0.0, 0.1, 0.6, 1.0])
def test_the_rows_are_the_same_however_many_need_care(share_of_odd, monkeypatch):
    monkeypatch.setattr(flow, "MANY", 0)
    monkeypatch.setattr(flow, "SAMPLE", 100)
    declared = table(
        'kind = "dimension"\nkey = []\n[columns]\na = { type = "whole", at_least = 1 }\n'
        'b = { type = "money", decimals = 2 }\nc = { type = "money", formula = "a * b" }'
    )
    origin = source('kind = "csv"\nfiles = ["x"]\n[feeds.thing]\n')
    db = workbench()
    db.execute("CREATE TABLE files AS SELECT 0 AS position, 7 AS file_id, 'x' AS name, 0 AS start")
    db.execute(
        "CREATE TABLE landing AS SELECT CASE WHEN i % 10 >= $1 * 10 THEN i::VARCHAR "
        "WHEN i % 3 = 0 THEN ' ' || i || ' ' WHEN i % 3 = 1 THEN 'many' END AS c0, "
        "'2.50' AS c1, 0 AS _file FROM range(1, 1001) AS r(i)",
        [share_of_odd],
    )
    made = cleaning_of(
        shop(declared, origin),
        declared,
        origin.feeds["thing"],
        landing="landing",
        files="files",
        written=("a", "b"),
    )
    flow.make_typed(db, "typed", made, records=1000)
    db.execute(f"CREATE TABLE careful AS {made.select}")
    found = db.execute("FROM typed ORDER BY _at").fetchall()
    assert found == db.execute("FROM careful ORDER BY _at").fetchall()
    assert len(found) == 1000

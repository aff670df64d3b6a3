"""The steps are one statement, whichever columns are read outright."""

from alkasba.clean.rows import cleaning_of
from alkasba.clean.steps import key_text
from tests.clean.build import of_texts, shop, source, table, workbench


def test_rows_of_two_sources_meet_by_their_bare_texts():
    assert of_texts(key_text("t"), " A1 ", "A1", "") == ["A1", "A1", None]


def test_a_column_that_only_care_can_read_stands_beside_those_read_outright():
    columns = 'a = { type = "whole" }\nfrom_name = { type = "code", required = true }'
    origin = source(
        'kind = "csv"\nfiles = ["x"]\n[feeds.thing.columns]\nfrom_name = { file = "(A.)" }\n'
    )
    declared = table(columns)
    db = workbench()
    db.execute("CREATE TABLE files AS SELECT 0 AS position, 7 AS file_id, 'A1' AS name, 0 AS start")
    db.execute("CREATE TABLE landing AS SELECT unnest(['1', ' 2', '3']) AS c0, 0 AS _file")
    made = cleaning_of(
        shop(declared, origin),
        declared,
        origin.feeds["thing"],
        landing="landing",
        files="files",
        written=("a",),
    )
    assert set(made.quick.outright) == {"a"}
    rows = db.execute(f"SELECT _broke, a, from_name FROM ({made.outright()}) ORDER BY _at")
    assert rows.fetchall() == [(0, 1, "A1"), (-1, 2, "A1"), (0, 3, "A1")]
    db.execute("CREATE TABLE doubtful AS SELECT 1::BIGINT AS _at")
    assert db.execute(
        f"SELECT _at, _row, _broke, a FROM ({made.of_doubtful('doubtful')})"
    ).fetchall() == [(1, 1, 0, 2)]

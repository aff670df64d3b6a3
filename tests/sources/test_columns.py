"""Files of columns are known by their first bytes, and say themselves how many rows they hold."""

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from alkasba.sources.columns import BROKEN, form_of, is_encrypted, open_columns

TABLE = pa.table({"id": list(range(100_000))})


@pytest.fixture(params=["parquet", "arrow", "stream"])
def written(request, tmp_path):
    path = tmp_path / "file"
    if request.param == "parquet":
        pq.write_table(TABLE, path, row_group_size=30_000)
    elif request.param == "arrow":
        feather.write_feather(TABLE, str(path), chunksize=30_000)
    else:
        with pa.ipc.new_stream(str(path), TABLE.schema) as out:
            out.write_table(TABLE, 30_000)
    return request.param, path


def test_a_file_is_counted_and_read_in_parts(written):
    form, path = written
    assert form_of(path) == form
    with open_columns(path, form) as columns:
        assert columns.records == 100_000
        assert columns.schema.names == ["id"]
        parts = list(columns.batches)
    assert len(parts) > 1
    assert pa.Table.from_batches(parts) == TABLE


def test_text_is_no_file_of_columns(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_text("id\n1\n")
    assert form_of(path) == ""


def test_a_file_that_was_cut_off_cannot_be_opened(written):
    form, path = written
    path.write_bytes(path.read_bytes()[:-50_000])
    with pytest.raises(BROKEN), open_columns(path, form) as columns:
        list(columns.batches)


def test_an_encrypted_file_is_known(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PARE....")
    assert is_encrypted(path, ValueError())

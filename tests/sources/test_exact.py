"""Values come back as they were written, or not at all."""

import json

import duckdb
import pytest

from alkasba.sources import exact

NAMES = ("a", "b")
# What DuckDB would write anew.
ANEW = ["1e5", "-1E22", "1e-7", "1e22", "[1e5]", '{"x":1.50}', '["\\\\"]']
KEPT = ["0.5", "1.10", "12", '"1.50"', '"x.y"', "[1.50]", '"1e+x"', '"the e-mail"', "null", "true"]


def landed(connection, tmp_path, rows, tell, names=NAMES):
    path = tmp_path / "rows.json"
    lines = (json_line(row) for row in rows)
    path.write_bytes(exact.written("".join(lines).encode()))
    values, test = tell(names)
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    source = f"read_json('{path}', format = 'newline_delimited', columns = {{{columns}}})"
    found = connection.execute(f"SELECT {', '.join(values)} FROM {source} WHERE {test}")
    return found.fetchall()


def json_line(row):
    return "{" + ", ".join(f'"{name}": {one}' for name, one in zip(NAMES, row, strict=True)) + "}\n"


def told(written):
    """What a value is as text, where that is not the way it is written."""
    return json.loads(written) if written.startswith('"') or written == "null" else written


def careful(names):
    return exact.careful(names, with_exponents=False)


def quick(*pointed, with_e=(), may_nest=True):
    seen = exact.Seen(frozenset(pointed), frozenset(with_e))
    return lambda names: exact.quick(names, seen, may_nest=may_nest)


@pytest.mark.parametrize("written", KEPT)
@pytest.mark.parametrize("tell", [careful, quick("a"), quick("a", "b"), quick("a", with_e="b")])
def test_values_come_back_as_they_were_written(workbench, tmp_path, written, tell):
    assert landed(workbench, tmp_path, [(written, "7")], tell) == [(told(written), "7")]


@pytest.mark.parametrize("written", ANEW)
@pytest.mark.parametrize(
    "tell",
    [careful, quick(), quick("a"), quick("b"), quick(with_e=NAMES), quick("a", "b", with_e="a")],
)
def test_what_duckdb_writes_anew_is_an_error_in_any_place(workbench, tmp_path, written, tell):
    for row in ((written, "7"), ("7", written), ("null", written)):
        with pytest.raises(duckdb.InvalidInputException):
            landed(workbench, tmp_path, [("1", "2"), row], tell)


@pytest.mark.parametrize("written", ["0.5", '"x.y"', "1e5"])
def test_a_point_that_nothing_was_known_of_is_an_error(workbench, tmp_path, written):
    with pytest.raises(duckdb.InvalidInputException):
        landed(workbench, tmp_path, [("1", "2"), ("1.50", written)], quick("a", may_nest=False))


def test_a_text_that_looks_like_a_number_comes_back_where_no_number_was_written_so(
    workbench, tmp_path
):
    rows = [('"1e+22"', '"-1e-07"'), ("1.50", "2")]
    with pytest.raises(duckdb.InvalidInputException):
        landed(workbench, tmp_path, rows, careful)
    found = landed(workbench, tmp_path, rows, lambda n: exact.careful(n, with_exponents=True))
    assert found == [("1e+22", "-1e-07"), ("1.50", "2")]


def test_what_rows_told_of_their_values(workbench):
    workbench.execute("CREATE TABLE told AS SELECT '1.5' AS a, 'tea' AS b, NULL::VARCHAR AS c")
    names = ("a", "b", "c")
    found = workbench.execute(f"SELECT {exact.looking(names)} FROM told").fetchone()
    assert exact.seen(names, found) == exact.Seen(frozenset("a"), frozenset("b"))

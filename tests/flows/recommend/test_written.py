from alkasba.flows.recommend.written import as_written
from alkasba.model.table import Column


def test_what_is_said_is_written_in_the_case_of_its_column():
    assert as_written(Column("code", "code", case="upper"), " te-003 ") == "TE-003"
    assert as_written(Column("code", "code", case="lower"), "TE-003") == "te-003"
    assert as_written(Column("code", "code"), " Te-003") == "Te-003"

"""PostgreSQL is called with any values, and what it answers is told apart by who can mend it."""

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from alkasba.address import Address
from alkasba.libpq import connection_words, meaning_of_state, meaning_of_words


def test_values_of_a_connection_may_hold_anything() -> None:
    address = Address(
        "postgresql", "db.example", 5433, "o'brien", "erp", "", (("sslmode", "disable"),)
    )
    said = conninfo_to_dict(make_conninfo("", **connection_words(address, "pass word'")))
    assert (said["user"], said["password"]) == ("o'brien", "pass word'")
    assert (said["sslmode"], said["port"]) == ("disable", "5433")


def test_a_server_that_is_full_or_starting_is_asked_again() -> None:
    assert meaning_of_words("FATAL:  sorry, too many clients already") == "lost"
    assert meaning_of_words("FATAL:  the database system is starting up") == "lost"
    assert meaning_of_state("57P01") == "lost"
    assert meaning_of_words("connection refused") == "away"

"""What a source says of a database is read with every mistake in it."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from alkasba.errors import WrongValue
from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.settings import Settings
from alkasba.sources.database.declared import Declared, read_declared

FEED = '[feeds.sale]\nrows = "orders"\n'


def read(text: str) -> tuple[Declared, list[str]]:
    findings = Findings()
    found = read_declared(Entry(findings, "sources/erp.toml", "", tomllib.loads(text + FEED)))
    return found, [str(finding) for finding in findings.found]


def test_all_of_it_is_read() -> None:
    declared, wrong = read(
        'url = "postgresql://reader@db.example/erp"\nsecret = "ERP"\nschema = "sales"\n'
        'since = { orders = "changed_at" }\noverlap = "2 days"\n'
    )
    assert wrong == []
    assert declared.address.host == "db.example"
    assert (declared.secret, declared.schema) == ("ERP", "sales")
    assert declared.since == {"orders": "changed_at"}
    assert declared.overlap == timedelta(days=2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "url: this is no database"),
        ('url = "postgresql://a:hush@db.example/erp"', "url: a password does not belong"),
        ('url = "sqlite:a.db"\nfiles = ["a.csv"]', "files: only files have this"),
        ('url = "sqlite:a.db"\nsince = "changed_at"', "since: say table"),
        ('url = "sqlite:a.db"\noverlap = 3', "overlap: there is nothing to overlap"),
        ('url = "sqlite:a.db"\noverlap = "x"\nsince = { a = "b" }', 'overlap: write it as "2 d'),
        ('url = "sqlite:a.db"\n[feeds.refund]', "feeds.refund.rows: say which table"),
    ],
)
def test_mistakes_are_told_with_their_key(text: str, says: str) -> None:
    wrong = read(f"{text}\n")[1]
    assert len(wrong) == 1
    assert says in wrong[0]
    assert "hush" not in wrong[0]


def test_paths_are_those_of_the_shop(tmp_path: Path) -> None:
    (tmp_path / "orders.sql").write_text("SELECT 1")
    declared = read('url = "sqlite:erp.db"\n')[0]
    placed = declared.placed(Settings(tmp_path, {}), "sources/erp.toml", ["orders", "orders.sql"])
    assert placed.address.path == f"{tmp_path}/erp.db"
    assert placed.queries == {"orders.sql": "SELECT 1"}


def test_a_join_of_another_source_must_say_its_table(tmp_path: Path) -> None:
    with pytest.raises(WrongValue, match="does not say which table"):
        read('url = "sqlite:erp.db"\n')[0].placed(Settings(tmp_path, {}), "x", ["orders", ""])

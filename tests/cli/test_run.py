import fcntl
import json
import os
import pty
import re
import subprocess
import sys

import pytest

PERSON = "anna.secret@example.org"


def events(result):
    return [json.loads(line) for line in result.stderr.splitlines()]


def test_report_reads_well(call):
    call.shop.sales("2026-02.csv", "B1,1,2026-02-01,P1,many,1")
    result = call("run")
    assert result.exit_code == 0
    head, *lines = result.stdout.splitlines()
    assert head == "Read = loaded + rejected + duplicates"
    assert lines[0].split() == "table source files read loaded rejected duplicates".split()
    assert ["sale", "sales", "2", "5", "4", "1", "0"] in [line.split() for line in lines]
    assert "  1  sale: quantity is not a whole number" in lines
    assert f"  Each stands in {call.shop.folder}/build/rejects/TABLE.csv" in result.stdout
    assert re.search(r"7 records of 3 files in [\d.]+ s \([\d,]+ records/s\)", lines[-1])


def test_json_is_the_whole_report(call):
    report = json.loads(call("run", "--json").stdout)
    assert report["changed"] is True
    assert report["tables"] == {"product": 3, "sale": 4}
    for feed in report["feeds"]:
        assert feed["read"] == feed["loaded"] + feed["rejected"] + feed["duplicates"]


def test_events_are_json_with_a_time_where_nobody_watches(call):
    told = events(call("run"))
    assert [event["event"] for event in told] == ["table.loaded", "table.loaded", "run.published"]
    assert told[1] | {"timestamp": "", "seconds": 0} == {
        "timestamp": "",
        "event": "table.loaded",
        "table": "sale",
        "source": "sales",
        "files": 1,
        "rows": 4,
        "rejected": 0,
        "seconds": 0,
    }


def test_a_run_can_be_replayed(call):
    run = json.loads(call("run", "--json").stdout)["run"]
    call.shop.sales("2026-02.csv", "B1,1,2026-02-01,P1,1,1")
    call("run")
    result = call("run", "--replay", run, "--json")
    assert json.loads(result.stdout)["tables"]["sale"] == 4


@pytest.mark.parametrize("more", [("--month", "2026-01"), ("--accept", "sale")])
def test_a_replay_makes_all_of_the_warehouse(call, more):
    result = call("run", "--replay", "x", *more)
    assert result.exit_code == 2 and "do not go with it" in result.stderr


def test_a_run_that_is_not_kept_is_wrong_usage(call):
    result = call("run", "--replay", "x")
    assert result.exit_code == 2
    assert "no run that can be replayed is called 'x'" in result.stderr


def test_a_second_run_has_nothing_to_do(call):
    call("run")
    result = call("run")
    assert result.exit_code == 0
    assert result.stdout == "Nothing has changed since the last run.\n"


def test_a_month_is_read_again(call):
    call("run")
    assert json.loads(call("run", "--month", "2026-01", "--json").stdout)["files_read"] == 1


def test_a_month_of_no_file_is_told(call):
    call("run")
    assert "No file is named by 1999-01" in call("run", "--month", "1999-01").stdout


@pytest.mark.parametrize(
    "month", ["nonsense", "2026-13", "2026-1", "", "２０２６-01", "2026-01-01"]
)
def test_what_is_no_month_is_wrong_usage(call, month):
    result = call("run", "--month", month)
    assert result.exit_code == 2
    assert "write it as 2026-10" in result.stderr


def test_a_locked_warehouse_leaves_with_5(call):
    (call.shop.folder / "build").mkdir()
    with (call.shop.folder / "build/run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = call("run")
    assert result.exit_code == 5
    assert "another run is at work" in result.stderr
    assert "Wait until it has finished" in result.stderr


def test_origins_that_are_away_leave_with_5(call):
    (call.shop.folder / "data/products.csv").unlink()
    result = call("run")
    assert result.exit_code == 5
    assert "sources/products.toml, files: nothing matches" in result.stderr


def test_too_many_rejects_leave_with_4_and_publish_nothing(call):
    table = call.shop.folder / "tables/sale.toml"
    table.write_text("rejects_at_most = 0.1\n" + table.read_text())
    call.shop.sales("2026-02.csv", "B1,1,2026-02-01,P1,many,1")
    result = call("run")
    assert result.exit_code == 4
    assert "1 of 5 rows of sale from sales were rejected" in result.stderr
    assert not (call.shop.folder / "build/warehouse.duckdb").exists()


def test_wrong_declarations_leave_with_3(call):
    call.shop.write("tables/sale.toml", "kind = 3")
    assert call("run").exit_code == 3


def test_nothing_personal_is_told(call):
    call.shop.write(
        "tables/customer.toml",
        'kind = "dimension"\nkey = ["email"]\n[columns]\n'
        'email = { type = "code", personal = "identifier", pattern = "^[a-z]+@example.org$" }\n'
        'born_on = { type = "day", personal = "contact" }\n',
    )
    call.shop.write(
        "sources/people.toml", 'kind = "csv"\nfiles = ["data/people.csv"]\n[feeds.customer]\n'
    )
    call.shop.write(
        "data/people.csv",
        f"email,born_on\n{PERSON},1.1.1970\nbe@example.org,1970\n{PERSON},1,2,3\n",
    )
    result = call("run")
    assert result.exit_code == 0
    assert "customer" in result.stdout
    assert PERSON not in result.output
    # Not in a moment either, whose digits may be any.
    assert "1970" not in re.sub(r'"timestamp": "[^"]*"', "", result.output)
    assert PERSON not in (call.shop.folder / "build/rejects/customer.csv").read_text()


def test_brackets_in_a_rule_stand_as_they_are(call):
    table = call.shop.folder / "tables/sale.toml"
    how = 'how = { type = "choice", choices = ["[a]", "[/b]"], required = true }\n[measures]'
    table.write_text(table.read_text().replace("[measures]", how))
    result = call("run")
    assert result.exit_code == 0
    assert "4  sale: the file has no column how" in result.stdout


def test_on_a_terminal_a_person_reads_lines(call):
    """The program as a person sees it: stderr is a terminal, stdout is not."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "alkasba", "--shop", str(call.shop.folder), "run"]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert result.returncode == 0
    assert '"event"' not in shown
    assert "rows/s" in shown
    assert re.search(r"sale +sales +4 ", shown)
    assert f"alkasba --shop {call.shop.folder} ask MEASURE" in shown


def test_a_table_that_lost_its_rows_stays_until_that_is_accepted(call):
    call("run")
    call.shop.sales("2026-01.csv")
    result = call("run")
    assert result.exit_code == 4
    assert "sale stays as it was published." in result.stderr
    assert f"alkasba --shop {call.shop.folder} run --accept sale" in result.stderr
    assert call.shop.ask("orders") == [(3,)]
    assert call("run", "--accept", "sale").exit_code == 0
    assert call.shop.ask("orders") == [(0,)]


def test_only_a_table_can_be_accepted(call):
    result = call("run", "--accept", "sales")
    assert result.exit_code == 2
    assert "Did you mean 'sale'?" in result.stderr


def test_a_shared_warehouse_that_is_away_ends_with_5_and_what_to_do(
    call, database, postgres, monkeypatch
):
    monkeypatch.setattr("alkasba.flows.run.sharing.sleep", lambda _: None)
    call.shop.write("alkasba.toml", database.settings())
    postgres.kill()
    try:
        result = call("run")
    finally:
        postgres.start()
    assert result.exit_code == 5
    told = [line.split()[:5] for line in result.stdout.splitlines()]
    assert ["sale", "sales", "1", "4", "4"] in told, "what is published here is told all the same"
    assert "which serves the warehouse, does not answer." in result.stderr
    assert "The next run brings it there" in result.stderr
    assert postgres.password not in result.output
    assert call("ask", "units").exit_code == 0
    told = events(call("run"))
    assert ("table.shared", "sale", 4) in [
        (event["event"], event.get("table"), event.get("rows")) for event in told
    ]
    assert told[-1]["event"] == "warehouse.shared"


def test_a_run_that_nobody_else_sees_has_its_report_as_json_too(call, monkeypatch):
    url = "postgresql://alkasba@127.0.0.1:1/warehouse"
    call.shop.write("alkasba.toml", f'[warehouse]\nurl = "{url}"\n')
    monkeypatch.setattr("alkasba.flows.run.sharing.sleep", lambda _: None)
    result = call("run", "--json")
    assert result.exit_code == 5
    (feed,) = (one for one in json.loads(result.stdout)["feeds"] if one["table"] == "sale")
    assert feed["read"] == feed["loaded"] + feed["rejected"] + feed["duplicates"] > 0
    again = call("run")
    assert (again.exit_code, again.stdout) == (5, "Nothing has changed since the last run.\n")

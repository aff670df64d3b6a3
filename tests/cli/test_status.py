import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from alkasba.sources.database import comparing


def test_status_counts_rows(loaded):
    result = loaded("status")
    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.splitlines()[:3]] == [
        ["table", "rows"],
        ["product", "3"],
        ["sale", "4"],
    ]
    assert "Last run 20" in result.stdout
    assert result.stderr == f"-> alkasba --shop {loaded.shop.folder} run\n"


def test_hashes_are_shown_on_demand(loaded):
    header = loaded("status", "--hashes").stdout.splitlines()[0]
    assert header.split() == ["table", "rows", "digest"]


def test_sources_are_told_with_what_they_gave(loaded):
    lines = [line.split() for line in loaded("status").stdout.splitlines()]
    assert ["sales", "1", "4", "0", "2026-02-10"] in [line[:5] for line in lines]
    assert ["products", "1", "2", "0", "-"] in [line[:5] for line in lines]


def test_json_has_the_same(loaded):
    found = json.loads(loaded("status", "--json", "--hashes").stdout)
    assert [(t["table"], t["rows"]) for t in found["tables"]] == [("product", 3), ("sale", 4)]
    assert all(table["hash"] for table in found["tables"])


def test_before_the_first_run_it_says_so(call):
    result = call("status")
    assert result.exit_code == 0
    assert result.stdout == "Nothing has been loaded yet.\n"
    assert json.loads(call("status", "--json").stdout) == {
        "last_run": None,
        "tables": [],
        "sources": [],
    }


def test_runs_that_can_be_replayed_are_listed(call):
    assert call("status", "--runs").stdout == "No run has been published yet.\n"
    run = json.loads(call("run", "--json").stdout)["run"]
    header, line = call("status", "--runs").stdout.splitlines()
    assert header.split("  ")[0] == "run"
    assert line.startswith(run) and line.endswith("yes")
    (told,) = json.loads(call("status", "--runs", "--json").stdout)
    assert (told["run"], told["files"], told["lost"]) == (run, 2, "")


@pytest.mark.parametrize(
    ("more", "advice"),
    [
        ("", '  Add to sources/sales.toml: compare = { every = "7 days" }'),
        ('compare.every = "7 days"\n', "  A run that compares finds them, as its source declares."),
    ],
)
def test_an_origin_that_holds_other_rows_than_are_kept_is_told(call, monkeypatch, more, advice):
    with closing(sqlite3.connect(call.shop.folder / "till.db")) as till:
        till.execute("CREATE TABLE lines (order_id, line, sold_on, product, quantity, price)")
        till.execute("INSERT INTO lines VALUES ('A1', 1, '2026-01-01', 'P1', 1, 1)")
        till.execute("INSERT INTO lines VALUES ('A2', 2, '2026-01-01', 'P1', 1, 1)")
        till.commit()
        source = f'kind = "database"\nurl = "sqlite:till.db"\nsince = {{ lines = "line" }}\n{more}'
        call.shop.write("sources/sales.toml", f'{source}[feeds.sale]\nrows = "lines"\n')
        call("run")
        till.execute("DELETE FROM lines WHERE order_id = 'A1'")
        till.commit()
    later = datetime.now(UTC) + timedelta(days=2)
    monkeypatch.setattr(comparing, "moment", lambda: later)
    call("run")
    lines = call("status").stdout.splitlines()
    assert "sales: lines held 1 row, and 2 are kept." in lines and advice in lines


def test_settings_tell_where_they_come_from(call):
    call.shop.write("alkasba.toml", '[places]\nfiles = "data"\n')
    result = call("status", "--settings", ALKASBA_WAREHOUSE__MEMORY="1GB")
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["warehouse.memory", "1GB", "environment", "ALKASBA_WAREHOUSE__MEMORY"] in lines
    assert ["places.files", "data", "alkasba.toml"] in lines
    assert ["privacy.key_file", "alkasba.key", "default"] in lines


def test_settings_come_as_json_too(call):
    rows = json.loads(call("status", "--settings", "--json").stdout)
    assert {"setting": "privacy.key_file", "value": "alkasba.key", "origin": "default"} in rows


def test_a_shared_warehouse_is_told_with_its_state(call, database, postgres):
    call("run")
    alone = json.loads(call("status", "--json").stdout)
    assert "shared" not in alone
    call.shop.write("alkasba.toml", database.settings())
    empty = call("status").stdout.splitlines()[-1]
    place = f"postgresql://127.0.0.1:{postgres.port}/{database.database}"
    assert empty == f"{place}, schema shop: EMPTY; the next run fills it"
    run = call("run", "--json")
    assert run.exit_code == 0
    shared = json.loads(call("status", "--json").stdout)["shared"]
    assert (shared["state"], shared["schema"]) == ("current", "shop")
    assert ": as here, since 20" in call("status").stdout
    call.shop.write("alkasba.toml", "")
    call.shop.sales("z.csv", "Z1,1,2026-01-01,P1,1,1")
    call("run")
    call.shop.write("alkasba.toml", database.settings())
    assert ": BEHIND, of 20" in call("status").stdout
    database.do("ALTER ROLE alkasba PASSWORD 'another'")
    try:
        told = call("status").stdout
    finally:
        database.server.password, before = "another", database.server.password
        database.do(f"ALTER ROLE alkasba PASSWORD '{before}'")
        database.server.password = before
    assert "AWAY; postgresql" in told and "does not let 'alkasba' in" in told
    assert before not in told


def test_settings_show_no_password_that_stands_in_a_url(call):
    call.shop.write("alkasba.toml", '[warehouse]\nurl = "duckdb:x"\n')
    call.shop.write("alkasba.local.toml", '[places]\nerp = "postgresql://me:pa55@db.example/erp"\n')
    told = call("status", "--settings").stdout
    assert "pa55" not in told
    assert "postgresql://me@db.example/erp" in told


@pytest.mark.parametrize("name", ["serve.secret", "serve.events_secret", "search.secret"])
def test_settings_show_the_name_of_a_secret_and_no_secret_that_stands_in_its_place(call, name):
    section, _, word = name.partition(".")
    call.shop.write("alkasba.toml", f'[{section}]\n{word} = "SHOP_TOKEN"\n')
    told = call("status", "--settings", SHOP_TOKEN="9f8a7c6b5d4e3f2a1b0c").stdout
    assert "SHOP_TOKEN" in told and "9f8a7c" not in told
    call.shop.write("alkasba.toml", f'[{section}]\n{word} = "9f8a7c6b5d4e3f2a1b0c"\n')
    for more in ((), ("--json",)):
        told = call("status", "--settings", *more).stdout
        assert "9f8a7c" not in told and "not shown" in told


def test_an_index_of_facts_is_told_with_its_state(call, elasticsearch):
    table = call.shop.folder / "tables/sale.toml"
    table.write_text(table.read_text() + '\n[search]\nindex = "index_told"\n')
    call("run")
    assert "index_told" not in call("status").stdout
    call.shop.write("alkasba.toml", f'[search]\nurl = "{elasticsearch.url()}"\n')
    assert "index_told: BEHIND the rows of sale; the next run" in call("status").stdout
    assert call("run").exit_code == 0
    assert "index_told: the rows of sale as here" in call("status").stdout
    call.shop.write("alkasba.toml", '[search]\nurl = "http://127.0.0.1:1"\n')
    assert "index_told: AWAY; the search engine at http://127.0.0.1:1" in call("status").stdout


def test_a_table_that_was_held_back_is_told_until_a_run_takes_it(call):
    lines = [f"B{n},1,2026-01-01,P1,1,1.50" for n in range(200)]
    call.shop.sales("b.csv", *lines)
    call("run")
    assert "held" not in json.loads(call("status", "--json").stdout)
    call.shop.sales("b.csv", *lines[:3])
    assert call("run").exit_code == 4
    (held,) = json.loads(call("status", "--json").stdout)["held"]
    assert held["table"] == "sale"
    assert "sale was HELD BACK: sales looks incomplete" in call("status").stdout
    assert call("run", "--accept", "sale").exit_code == 0
    assert "HELD BACK" not in call("status").stdout

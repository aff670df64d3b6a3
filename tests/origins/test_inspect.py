"""From the address of a database or an API to a running shop in three commands."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from alkasba.cli import main
from tests.origins.databases import SECRET, Origin, Sqlite, load_files, made
from tests.origins.paged import dummyjson
from tests.origins.server import Reply, serve
from tests.shops.known_answers import Program, cents


def address(origin: Origin) -> list[str]:
    """What is typed behind `inspect`."""
    if isinstance(origin, Sqlite):
        return [f"sqlite:{origin.path}"]
    return [origin.server.url(origin.database), "--secret", SECRET]


def inspected(origin: Origin, folder: Path) -> tuple[Program, dict[str, dict[str, Any]]]:
    words = ["inspect", *address(origin), "--to", str(folder), "--json"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    left = {one["name"]: one["reason"] for one in found["left_out"]}
    return Program(folder), {table["table"]: table for table in found["tables"]} | {"left": left}


def balanced(program: Program) -> dict[str, dict[str, Any]]:
    feeds = program.run()["feeds"]
    for feed in feeds:
        assert feed["read"] == feed["loaded"] + feed["rejected"] + feed["duplicates"]
        assert feed["rejected"] == 0
    return {feed["table"]: feed for feed in feeds}


def references(table: dict[str, Any]) -> dict[str, str]:
    return {one["from"]: one["refers"] for one in table["columns"] if one["refers"]}


def test_northwind(origin: Origin, shared: Path, tmp_path: Path) -> None:
    files = sorted((shared / "data/northwind/csv").glob("*.csv"))
    load_files(origin, files, {"order_details": "Order Details"})
    program, tables = inspected(origin, tmp_path / "shop")
    assert tables["order_detail"]["key"] == ["order_id", "product"]
    assert len(balanced(program)) == 12
    (row,) = program.ask("total_amount", "orders", "total_quantity", "total_freight")
    assert cents(row["total_amount"]) == Decimal("1265793.04")
    assert (row["orders"], row["total_quantity"]) == (830, 51_317)
    assert row["total_freight"] == Decimal("64942.69")
    assert program.run()["changed"] is False


def odd(origin: Origin) -> list[str]:
    """SQL of a shop whose database grew for twenty years."""
    q = origin.quoted
    return [
        (
            f"CREATE TABLE {q('Order')} ({q('ID')} integer PRIMARY KEY, {q('Select')} varchar(9), "
            f"{q('Ordered On')} date NOT NULL, {q('from')} integer, {q('is open')} boolean)"
        ),
        f"CREATE TABLE {q('group')} ({q('ID')} integer PRIMARY KEY, name varchar(20))",
        (
            f"CREATE TABLE {q('OrderLine')} ({q('order')} integer, line integer, "
            "article varchar(9), "
            f"amount decimal(12,4), PRIMARY KEY ({q('order')}, line), "
            f"FOREIGN KEY ({q('order')}) REFERENCES {q('Order')} ({q('ID')}))"
        ),
        "CREATE TABLE nobody (id integer PRIMARY KEY, note varchar(9))",
        "CREATE TABLE pictures (id integer PRIMARY KEY, title varchar(9), picture BLOB)".replace(
            "BLOB", "bytea" if origin.dialect == "postgresql" else "blob"
        ),
        f"CREATE VIEW {q('Recent Orders')} AS SELECT * FROM {q('Order')}",
        *(f"INSERT INTO {q('group')} VALUES ({i}, 'group {i}')" for i in range(3)),
        *(
            f"INSERT INTO {q('Order')} VALUES ({i}, '0{i}', '2026-01-{i + 1:02}', {i % 3}, "
            f"{'true' if i % 2 else 'false'})"
            for i in range(20)
        ),
        *(
            f"INSERT INTO {q('OrderLine')} VALUES ({i}, {n}, '00{n}', {i}.5)"
            for i in range(20)
            for n in (1, 2)
        ),
        "INSERT INTO pictures VALUES (1, 'a', NULL), (2, 'b', NULL)",
    ]


def test_an_odd_database_makes_a_shop_that_runs(origin: Origin, tmp_path: Path) -> None:
    origin.run(*odd(origin))
    program, tables = inspected(origin, tmp_path / "shop")
    lines = tables["order_line"]
    places = {one["name"]: one["from"] for one in lines["columns"]}
    assert [places[name] for name in lines["key"]] == ["order", "line"]
    types = {one["from"]: one["type"] for one in lines["columns"]}
    assert (types["article"], types["amount"]) == ("code", "money")
    assert lines["day"] == "ordered_on"
    assert "a view" in tables["left"]["Recent Orders"]
    assert "no rows" in tables["left"]["nobody"]
    assert any("bytes" in doubt for doubt in tables["picture"]["unsure"])
    assert balanced(program)["order_line"]["loaded"] == 40
    assert program.ask("total_amount") == [{"total_amount": 400}]


def test_only_views_are_better_than_nothing(tmp_path: Path) -> None:
    origin = Sqlite(tmp_path / "origin.db")
    origin.run("CREATE VIEW days AS SELECT 1 AS id, 'a' AS name UNION SELECT 2, 'b'")
    program, tables = inspected(origin, tmp_path / "shop")
    assert tables["day"]["key"] == ["id"]
    assert balanced(program)["day"]["loaded"] == 2


@pytest.fixture
def postgres(started: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    server = started["postgresql"]
    monkeypatch.setenv(SECRET, server.password)
    return made(server, tmp_path)


def test_a_password_in_the_address_is_told_and_stands_nowhere(
    postgres: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.run("CREATE TABLE a (id integer PRIMARY KEY)", "INSERT INTO a VALUES (1)")
    password = postgres.server.password
    url = postgres.server.url(postgres.database).replace("@", f":{password}@")
    for more in ([], ["--json"], ["--to", str(tmp_path / "shop")]):
        result = CliRunner().invoke(main, ["inspect", url, *more])
        assert result.exit_code == 0
        assert "holds a password" in result.output
        assert password not in result.output
    written = "".join(path.read_text() for path in (tmp_path / "shop").rglob("*.toml"))
    assert 'secret = "DATABASE_PASSWORD"' in written
    assert password not in written
    monkeypatch.setenv("DATABASE_PASSWORD", password)
    assert balanced(Program(tmp_path / "shop"))["a"]["loaded"] == 1


def test_what_is_wrong_with_an_address_is_told(
    postgres: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(url: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["inspect", url, "--secret", SECRET])
        return result.exit_code, result.output

    url = postgres.server.url(postgres.database)
    nothing = told(url)
    assert nothing[0] == 5
    assert "nothing to look at" in nothing[1]
    assert "there is no database" in told(url.replace(postgres.database, "nowhere"))[1]
    assert "does not answer" in told(url.replace(str(postgres.server.port), "9"))[1]
    monkeypatch.setenv(SECRET, "guessed-4711")
    code, text = told(url)
    assert (code, "4711" in text) == (1, False)
    assert "does not let 'alkasba' in" in text
    assert "--secret NAME" in text


def test_what_may_not_be_read_is_left_out(
    postgres: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.run(
        "CREATE TABLE closed (id integer)",
        "CREATE TABLE opened (id integer PRIMARY KEY)",
        "INSERT INTO opened VALUES (1)",
        *postgres.stranger("guest", "p4ssw0rd"),
        "GRANT SELECT ON opened TO guest",
    )
    monkeypatch.setenv(SECRET, "p4ssw0rd")
    url = postgres.server.url(postgres.database).replace("alkasba@", "guest@")
    result = CliRunner().invoke(main, ["inspect", url, "--secret", SECRET, "--json"])
    found = json.loads(result.stdout)
    assert [table["table"] for table in found["tables"]] == ["opened"]
    assert "no right to read 'closed'" in found["left_out"][0]["reason"]


def test_of_a_large_table_a_part_is_looked_at(postgres: Any) -> None:
    postgres.run(
        "CREATE TABLE sales (id integer PRIMARY KEY, sold_on date, amount numeric(9,2))",
        "INSERT INTO sales SELECT n, date '2026-01-01' + n % 300, n FROM "
        "generate_series(1, 200000) AS numbers(n)",
        "ANALYZE sales",
    )
    result = CliRunner().invoke(main, ["inspect", *address(postgres), "--json"])
    (table,) = json.loads(result.stdout)["tables"]
    assert (table["rows"], table["is_part"], table["key"]) == (50_000, True, ["id"])
    assert "50,000 of about 200,000 rows were looked at" in table["unsure"]
    # From all over the table, not from its start.
    most = max(one["distinct"] for one in table["columns"] if one["name"] == "sold_on")
    assert most == 300


def test_what_a_database_believes_of_a_table_may_be_out_of_date(postgres: Any) -> None:
    postgres.run(
        "CREATE TABLE sales (id integer PRIMARY KEY)",
        "INSERT INTO sales SELECT n FROM generate_series(1, 200000) AS numbers(n)",
        "ANALYZE sales",
        "DELETE FROM sales WHERE id > 2500",
    )
    result = CliRunner().invoke(main, ["inspect", *address(postgres), "--json"])
    (table,) = json.loads(result.stdout)["tables"]
    assert (table["rows"], table["is_part"]) == (2_500, False)


def test_keys_and_references_that_are_declared_beat_guesses(
    postgres: Any, shared: Path, tmp_path: Path
) -> None:
    postgres.run((shared / "data/northwind/northwind.postgres.sql").read_text(encoding="utf-8"))
    program, tables = inspected(postgres, tmp_path / "shop")
    assert tables["employee_territory"]["key"] == ["employee", "territory"]
    assert references(tables["order"])["ship_via"] == "shipper"
    assert balanced(program)
    (row,) = program.ask("total_amount")
    assert cents(row["total_amount"]) == Decimal("1265793.04")


ROWS = Path("data/dummyjson")


def through(url: str, folder: Path) -> tuple[Program, dict[str, dict[str, Any]]]:
    """What `inspect URL --to DIR` makes of an address."""
    result = CliRunner().invoke(main, ["inspect", url, "--to", str(folder), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    return Program(folder), {table["table"]: table for table in found["tables"]}


def test_from_the_address_of_an_api_to_answers(shared: Path, tmp_path: Path) -> None:
    rows = {"products": json.loads((shared / ROWS / "products.json").read_text())}
    with serve(dummyjson(**rows)) as origin:
        program, tables = through(f"{origin.url}/products", tmp_path / "shop")
        assert tables["product"]["key"] == ["id"]
        assert references(tables["products_review"]) == {"^.id": "product"}
        loaded = {table: feed["loaded"] for table, feed in balanced(program).items()}
    assert loaded == {"product": 194, "products_review": 582}
    assert program.ask("products_reviews") == [{"products_reviews": 582}]
    assert len(program.ask("products_reviews", "--by", "product.category")) == 24


def test_people_of_an_api_stay_out_of_the_files(shared: Path, tmp_path: Path) -> None:
    rows = json.loads((shared / ROWS / "users.json").read_text())
    with serve(dummyjson(users=rows)) as origin:
        program, tables = through(f"{origin.url}/users", tmp_path / "shop")
        assert balanced(program)["user"]["loaded"] == 208
    kept = b"".join(p.read_bytes() for p in (tmp_path / "shop").rglob("*") if p.is_file())
    secret = [row["password"] for row in rows] + [row["bank"]["iban"] for row in rows]
    assert [value for value in secret if value.encode() in kept] == []
    assert tables["user"]["read_as"]["leave_out"]


def test_a_file_of_a_web_server_is_read_from_there(tmp_path: Path) -> None:
    lines = [f"{i},2026-05-{i % 28 + 1:02},{i}.50" for i in range(60)]
    content = "\n".join(["order_id,ordered_on,total", *lines, ""]).encode()
    csv = Reply(content, headers={"Content-Type": "text/csv"})
    with serve(lambda _: csv) as origin:
        for place in ("exports/orders.csv", "export"):
            program, tables = through(f"{origin.url}/{place}", tmp_path / place)
            (name,) = tables
            assert tables[name]["kind"] == "fact"
            assert balanced(program)[name]["loaded"] == 60
            assert program.run()["changed"] is False


def test_a_signed_address_stands_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"order_id,ordered_on,total\n1,2026-05-01,2.50\n"
    with serve(lambda _: Reply(content, headers={"Content-Type": "text/csv"})) as origin:
        url = f"{origin.url}/orders.csv?signature=s3cret"
        result = CliRunner().invoke(main, ["inspect", url, "--to", str(tmp_path / "shop")])
        assert result.exit_code == 0, result.output
        assert "ALKASBA_PLACES__EXPORT" in result.output
        monkeypatch.setenv("ALKASBA_PLACES__EXPORT", url)
        assert balanced(Program(tmp_path / "shop"))
    written = [path.read_text() for path in (tmp_path / "shop").glob("*/*.toml")]
    assert "s3cret" not in result.output + "".join(written)


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("oracle://db.example/erp", "no store is spoken to by 'oracle'"),
        ("https://", "no address"),
        ("postgresql://", "on which host"),
        ("s3fs://bucket/x", "no store is spoken to by 's3fs'"),
        ("http://127.0.0.1:9/api", "no connection can be made"),
        ("https://nowhere.invalid/api", "no connection can be made"),
        ("https://[1/x", "no address"),
    ],
)
def test_what_is_no_place_is_told(where: str, what: str) -> None:
    result = CliRunner().invoke(main, ["inspect", where])
    assert result.exit_code in (1, 2, 3, 5)
    assert what in result.output
    assert "->" in result.output


TYPES = {
    "money": "numeric(19,4)",
    "smallmoney": "numeric(10,4)",
    "computed": "numeric(19,4)",
    "datetime": "timestamp",
    "uniqueidentifier": "uuid",
    "Flag": "boolean",
    "tinyint": "smallint",
    "Name": "varchar(50)",
    "AccountNumber": "varchar(15)",
}
"""Types of SQL Server -> those of PostgreSQL, where they are called otherwise."""

KEYS = {
    "ProductVendor": ("ProductID", "BusinessEntityID"),
    "ProductInventory": ("ProductID", "LocationID"),
    "ProductCostHistory": ("ProductID", "StartDate"),
    "ProductListPriceHistory": ("ProductID", "StartDate"),
    "PurchaseOrderDetail": ("PurchaseOrderID", "PurchaseOrderDetailID"),
}
REFERENCES = (
    ("PurchaseOrderDetail", "PurchaseOrderID", "PurchaseOrderHeader"),
    ("PurchaseOrderDetail", "ProductID", "Product"),
    ("PurchaseOrderHeader", "VendorID", "Vendor"),
    ("PurchaseOrderHeader", "ShipMethodID", "ShipMethod"),
    ("Product", "ProductSubcategoryID", "ProductSubcategory"),
    ("ProductSubcategory", "ProductCategoryID", "ProductCategory"),
    ("ProductInventory", "ProductID", "Product"),
)


def load_adventureworks(origin: Any, folder: Path) -> None:
    """The tables with their types, keys and references, in two schemas."""
    tables = json.loads((folder / "schema.json").read_text())
    first = {name: table["columns"][0]["name"] for name, table in tables.items()}
    origin.run('CREATE SCHEMA "Purchasing"', 'CREATE SCHEMA "Production"')
    with origin.connect() as connection, connection.cursor() as cursor:
        for name, table in tables.items():
            columns = [f'"{one["name"]}" {type_of(one["type"])}' for one in table["columns"]]
            key = ", ".join(f'"{one}"' for one in KEYS.get(name, (first[name],)))
            cursor.execute(f"CREATE TABLE {at(name)} ({', '.join(columns)}, PRIMARY KEY ({key}))")
            with cursor.copy(f"COPY {at(name)} FROM STDIN (NULL '')") as copy:
                copy.write((folder / f"raw/{name}.csv").read_bytes())
        for name, column, other in REFERENCES:
            cursor.execute(
                f'ALTER TABLE {at(name)} ADD FOREIGN KEY ("{column}") REFERENCES {at(other)}'
            )
        connection.commit()


def at(name: str) -> str:
    """A table in its schema."""
    return f'"{"Purchasing" if "Purchase" in name or "Vendor" in name else "Production"}"."{name}"'


def type_of(kind: str) -> str:
    return TYPES.get(kind, kind.replace("nvarchar", "varchar").replace("nchar", "char"))


def test_adventureworks(postgres: Any, shared: Path, tmp_path: Path) -> None:
    load_adventureworks(postgres, shared / "data/adventureworks-purchasing")
    program, tables = inspected(postgres, tmp_path / "shop")
    lines = tables["purchase_order_detail"]
    assert lines["key"] == ["purchase_order_id", "purchase_order_detail_id"]
    assert (lines["kind"], lines["day"]) == ("fact", "order_date")
    assert references(lines)["ProductID"] == "product"
    assert references(tables["product"])["ProductSubcategoryID"] == "product_subcategory"
    loaded = balanced(program)
    assert (loaded["purchase_order_detail"]["loaded"], len(loaded)) == (8_845, 13)
    (row,) = program.ask("total_line_total", "total_sub_total", "total_freight")
    assert row["total_line_total"] == row["total_sub_total"] == Decimal("63791994.8380")
    assert row["total_freight"] == Decimal("1583978.2263")
    years = {one["year"]: one["total_line_total"] for one in program.ask(*BY_YEAR)}
    assert years[2022] == Decimal("403135.804")


BY_YEAR = ("total_line_total", "--by", "year")

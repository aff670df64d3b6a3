"""What PostgreSQL serves is derived from the declaration: types, keys, what each column means."""

from pathlib import Path

import pytest

from alkasba.derive.served import REJECTS, check_served, served_tables
from alkasba.errors import NotExpressible
from alkasba.model.shop import Shop
from tests.shop_builder import PRODUCT, SALE, small_shop

CUSTOMER = """
kind = "dimension"
key = ["customer_id"]
history = ["city"]
[columns]
customer_id = { type = "code", personal = "identifier" }
email = { type = "text", personal = "contact" }
city = { type = "text", personal = "location", about = "Where parcels go" }
favourite = { refers = "product" }
"""


def declared(folder: Path, **files: str) -> Shop:
    sources = {"sources__customers": 'kind = "csv"\nfiles = ["data/c.csv"]\n[feeds.customer]\n'}
    return small_shop(folder, tables__customer=CUSTOMER, **sources, **files).open().shop


def test_types_are_those_of_the_nine_words(tmp_path: Path) -> None:
    tables = {table.name: table for table in served_tables(declared(tmp_path))}
    assert tables["sale"].columns == {
        "order_id": "text",
        "line": "bigint",
        "sold_on": "date",
        "product": "text",
        "product_key": "bigint",
        "quantity": "bigint",
        "price": "numeric(18,4)",
        "net": "numeric(18,4)",
    }
    assert tables["sale"].day == "sold_on"
    assert tables["sale"].references == {
        "product_key": ("product", "product_key"),
        "sold_on": ("calendar", "day"),
    }


def test_a_table_stands_after_those_that_it_refers_to(tmp_path: Path) -> None:
    names = [table.name for table in served_tables(declared(tmp_path))]
    assert names[:2] == ["calendar", "holiday"]
    assert names.index("product") < min(names.index("customer"), names.index("sale"))
    assert names[-1] == REJECTS.name


def test_what_is_hidden_is_not_there_and_history_is_explained(tmp_path: Path) -> None:
    tables = {table.name: table for table in served_tables(declared(tmp_path))}
    customer = tables["customer"]
    assert list(customer.columns) == [
        "customer_key",
        "customer_id",
        "city",
        "favourite",
        "favourite_key",
        "valid_from",
        "valid_to",
        "is_current",
    ]
    assert customer.key == ("customer_key",)
    assert customer.abouts["city"] == "Where parcels go"
    assert all(customer.abouts[name] for name in ("valid_from", "valid_to", "is_current"))
    assert "0 is the unknown one" in customer.abouts["customer_key"]
    assert all(tables["calendar"].abouts[name] for name in tables["calendar"].columns)


def test_only_texts_have_their_nul_taken_out(tmp_path: Path) -> None:
    tables = {table.name: table for table in served_tables(declared(tmp_path))}
    assert tables["holiday"].selected == (
        '"day", replace("country", chr(0), \'\') AS "country", '
        'replace("name", chr(0), \'\') AS "name"'
    )


@pytest.mark.parametrize(
    ("files", "what", "where"),
    [
        ({"tables__product": PRODUCT + 'xmin = { type = "text" }\n'}, "'xmin' is a name", "xmin"),
        ({"tables__product": PRODUCT + f'{"c" * 64} = {{ type = "text" }}\n'}, "too long", "ccc"),
        (
            {
                f"tables__{'t' * 60}": SALE.replace("net_sales", "a")
                .replace("orders", "b")
                .replace("units", "c")
            },
            "too long",
            "ttt",
        ),
    ],
)
def test_a_name_that_postgresql_has_no_room_for_is_refused(
    tmp_path: Path, files: dict[str, str], what: str, where: str
) -> None:
    shop = declared(tmp_path, **files)
    with pytest.raises(NotExpressible, match=what) as error:
        check_served(shop)
    assert error.value.where.startswith("tables/") and where in error.value.where
    assert error.value.next_step

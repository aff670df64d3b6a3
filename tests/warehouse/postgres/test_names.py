"""Schemas and parts are called after the schema that the owner chose."""

from alkasba.derive.served import REJECTS, Served
from alkasba.warehouse.postgres.names import Schemas, listed, part_name


def test_three_schemas_come_of_one_name() -> None:
    schemas = Schemas("shop")
    assert schemas.all == ("shop", "shop_parts", "shop_books")
    assert schemas.home(Served("sale", {})) == "shop"
    assert schemas.home(REJECTS) == "shop_books"


def test_names_are_quoted_whatever_is_in_them() -> None:
    schemas = Schemas('my "shop"')
    assert schemas.table("order").as_string() == '"my ""shop"""."order"'
    assert schemas.place(REJECTS).as_string() == '"my ""shop""_books"."rejects"'
    assert schemas.part("sale", 987).as_string() == '"my ""shop""_parts"."sale_0987"'
    assert listed(["a", "b c"]).as_string() == '"a", "b c"'


def test_years_are_told_apart_also_where_tables_end_with_one() -> None:
    assert part_name("sale", 2024) == "sale_2024"
    assert part_name("sale_2024", 2025) == "sale_2024_2025"

"""Columns that a map draws hold countries; no other column does."""

from alkasba.derive.powerbi.countries import country_columns
from alkasba.derive.powerbi.model import Place, model_files
from alkasba.derive.powerbi.names import Field
from alkasba.derive.powerbi.roles import roles_of
from tests.derive.powerbi.pbir.build import example, shop
from tests.derive.web.build import tile

LAND = "product.supplier.land"


def told(*tiles):
    declared = shop(*tiles)
    return country_columns(declared, roles_of(declared))


def test_what_a_map_draws_is_a_country():
    assert told(tile("map", by=LAND), tile("bar", by="category")) == {Field("supplier", "land")}


def test_without_a_map_there_is_none():
    assert told(tile("bar", by=LAND), tile("number")) == set()


def test_a_map_that_cannot_be_told_is_left_to_the_check():
    assert told(tile("map", by="nowhere"), tile("map")) == set()


def test_the_model_says_so_of_this_column_alone():
    files = model_files(example(), Place("localhost:5432", "herbs"))
    lines = [line for text in files.values() for line in text.splitlines()]
    assert lines.count("\t\tdataCategory: Country") == 1
    assert "\t\tdataCategory: Country" in files["tables/customer.tmdl"].splitlines()

from alkasba.model.index import Field
from alkasba.model.table import Column


def test_a_field_is_called_as_it_is_asked_for() -> None:
    assert Field(Column("name", "text")).name == "name"
    assert Field(Column("name", "text"), within="supplier").name == "supplier.name"

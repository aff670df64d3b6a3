"""What PostgreSQL holds, for whoever asks how things stand."""

from alkasba.settings import SharedWarehouse
from alkasba.warehouse.postgres import books
from alkasba.warehouse.postgres.books import Publication
from alkasba.warehouse.postgres.connection import transaction
from alkasba.warehouse.postgres.names import Schemas


def state(shared: SharedWarehouse, password: str) -> Publication | None:
    """What was published there last; raises Lost, StoreAway or StoreError."""
    with transaction(shared, password) as connection:
        return books.publication(connection, Schemas(shared.schema))

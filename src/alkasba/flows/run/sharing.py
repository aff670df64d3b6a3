"""Brings the PostgreSQL that serves the warehouse to the state of the published file."""

import random
from collections.abc import Callable
from importlib import import_module
from time import perf_counter, sleep
from typing import Any

from alkasba.errors import AlkasbaError, StoreError
from alkasba.flows.opening import OpenShop
from alkasba.report import RunReport, Tell, silent
from alkasba.settings import SharedWarehouse
from alkasba.warehouse.ledger import last_run
from alkasba.warehouse.working_copy import open_published

PAUSES = 0.5, 2.0, 6.0
"""Seconds between tries, so many as there are pauses and one more: a server restarts in less."""


def share(opened: OpenShop, *, report: RunReport | None = None, tell: Tell = silent) -> None:
    """Publish to others what is published here; nothing where the warehouse is a file alone.

    What differs is told by digests kept there, so it does not matter what earlier runs have managed
    to bring. Raises StoreAway or StoreError, with the `report` of what is published here and stays.
    """
    try:
        _share(opened, tell)
    except AlkasbaError as error:
        error.report = report
        raise


def _share(opened: OpenShop, tell: Tell) -> None:
    shared, started = opened.settings.shared_warehouse, perf_counter()
    if shared is None:
        return
    store = postgres()
    password = _password(opened, shared)
    db = open_published(opened.settings.warehouse_file)
    try:
        run = last_run(db) or ""

        def once() -> tuple[int, int]:
            found: tuple[int, int] = store.publishing.publish(
                db, opened.shop, shared, password, run_id=run, tell=tell
            )
            return found

        parts, rows = _again_and_again(once, store, shared)
    finally:
        db.close()
    seconds = round(perf_counter() - started, 3)
    tell("warehouse.shared", run=run, parts=parts, rows=rows, seconds=seconds)


def shared_status(opened: OpenShop, run: str) -> dict[str, dict[str, object]]:
    """What PostgreSQL holds, and whether it is behind the run that is published here.

    Nothing where the warehouse is a file alone. That it cannot be asked is told, and no error.
    """
    shared = opened.settings.shared_warehouse
    if shared is None:
        return {}
    found: dict[str, object] = {"where": str(shared.address), "schema": shared.schema}
    try:
        store = postgres()
        there = _asked(store, shared, _password(opened, shared))
    except AlkasbaError as error:
        found |= {"run": None, "published_at": None, "state": "away", "why": error.what}
        return {"shared": found}
    state = "empty" if there is None else "behind" if there.run_id != run else "current"
    found |= {"run": there and there.run_id, "published_at": there and there.published_at}
    return {"shared": found | {"state": state, "why": ""}}


def _asked(store: Any, shared: SharedWarehouse, password: str) -> Any:
    try:
        return store.state.state(shared, password)
    except store.connection.Lost:
        raise store.connection.away(shared) from None


def _password(opened: OpenShop, shared: SharedWarehouse) -> str:
    return opened.settings.secret(shared.secret) if shared.secret else ""


def _again_and_again(
    once: Callable[[], tuple[int, int]], store: Any, shared: SharedWarehouse
) -> tuple[int, int]:
    for pause in (*PAUSES, None):
        try:
            return once()
        except store.connection.Lost:
            if pause is not None:
                # Runs that were cut off together must not come back together.
                sleep(pause * random.uniform(0.5, 1.5))
    raise store.connection.away(shared)


def postgres() -> Any:
    """What speaks to PostgreSQL; the driver is an extra, so it is only looked for here."""
    try:
        import_module("alkasba.warehouse.postgres.publishing")
        import_module("alkasba.warehouse.postgres.state")
        return import_module("alkasba.warehouse.postgres")
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in ("psycopg", "pgpq"):
            raise
        raise StoreError(
            "what brings the warehouse to PostgreSQL is not installed.",
            where="[warehouse] url",
            next_step="Run: pip install 'alkasba[postgres]'. Here everything is published.",
        ) from None

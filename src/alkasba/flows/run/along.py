"""Brings along what follows the warehouse: PostgreSQL, the index of its facts, suggestions."""

from alkasba.errors import AlkasbaError
from alkasba.flows.opening import OpenShop
from alkasba.flows.recommend.following import learn_anew, settle_events
from alkasba.flows.run.indexing import index_rows
from alkasba.flows.run.sharing import share
from alkasba.report import RunReport, Tell, silent


def bring_along(opened: OpenShop, *, report: RunReport | None = None, tell: Tell = silent) -> None:
    """Bring each of them to what is published; one that is away holds up no other.

    Raises what the first of them raised, with the `report` of what is published here and stays.
    """
    failed: AlkasbaError | None = None
    for bring in (share, index_rows, settle_events, learn_anew):
        try:
            bring(opened, report=report, tell=tell)
        except AlkasbaError as error:
            failed = failed or error
    if failed is not None:
        raise failed

"""Learns anew after each run, where the shop recommends and what learns is installed."""

from alkasba.errors import AlkasbaError, StoreBusy
from alkasba.flows.opening import OpenShop
from alkasba.flows.recommend.events.store import Events
from alkasba.flows.recommend.extra import brought, is_installed
from alkasba.flows.run.job import Clock
from alkasba.model.recommend import learnt
from alkasba.report import RunReport, Tell, silent

WHENEVER, NEVER = "run", "never"


def settle_events(
    opened: OpenShop, *, report: RunReport | None = None, tell: Tell = silent
) -> None:
    """Put finished days of events into their files, and let go of what is older than it may be.

    Where another process does it, it is done. Raises StoreError with the `report` of the run.
    """
    events = Events(opened.settings.path("recommend.events"))
    today, keep_days = Clock.system().now.date(), opened.shop.policy.events_days
    try:
        gone = events.settle(today, keep_days=keep_days)
    except StoreBusy:
        return
    except AlkasbaError as error:
        error.report = report
        raise
    if gone:
        tell("recommend.let_go", events=gone)


def learn_anew(opened: OpenShop, *, report: RunReport | None = None, tell: Tell = silent) -> None:
    """Train on what is published, unless a model of the same run was trained, good or not.

    Raises what the training raises, with the `report` of what is published here and stays.
    """
    if learnt(opened.shop) is None or not _is_wanted(opened):
        return
    if not is_installed():
        tell("recommend.skipped", missing="alkasba[recommend]")
        return
    training = brought("training")
    try:
        if not training.is_of_now(opened):
            training.train_model(opened, tell=tell)
    except AlkasbaError as error:
        error.report = report
        raise


def _is_wanted(opened: OpenShop) -> bool:
    """Whether the setting says so; raises SettingsError for a word that it does not have."""
    name = "recommend.train"
    said = opened.settings[name]
    if said not in (WHENEVER, NEVER):
        raise opened.settings.wrong(
            name, f"'{said}' is no moment to learn at.", f"Write {WHENEVER} or {NEVER}."
        )
    return said == WHENEVER

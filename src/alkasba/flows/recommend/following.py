"""Learns anew after each run, where the shop recommends and what learns is installed."""

from alkasba.errors import AlkasbaError
from alkasba.flows.opening import OpenShop
from alkasba.flows.recommend.extra import brought, is_installed
from alkasba.model.recommend import learnt
from alkasba.report import RunReport, Tell, silent

WHENEVER, NEVER = "run", "never"


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

"""Fetches what origins elsewhere hold, before a run lists what there is to read."""

from functools import partial

from alkasba.flows.opening import OpenShop
from alkasba.flows.run.choosing import chosen
from alkasba.flows.run.keeping import drop_unnamed
from alkasba.model.shop import Shop
from alkasba.ports import Remote, Wanted
from alkasba.report import Tell
from alkasba.sources import KINDS
from alkasba.sources.extracts import folder_of
from alkasba.sources.objects.address import is_elsewhere
from alkasba.sources.objects.fetching import fetch_objects


def fetch_origins(opened: OpenShop, tell: Tell) -> None:
    """Bring what is kept of every origin elsewhere up to date."""
    shop = opened.shop
    for name, kind in KINDS.items():
        wanted = [_wanted(shop, source) for source in shop.sources if _kind(shop, source) == name]
        if wanted and isinstance(kind, Remote):
            kind.fetch(wanted, secret=opened.settings.secret, tell=tell)
    elsewhere = [n for n, s in shop.sources.items() if any(map(is_elsewhere, s.files))]
    fetch_objects([_wanted(shop, name) for name in elsewhere], tell=tell)
    drop_unnamed(opened.settings)


def _kind(shop: Shop, source: str) -> str:
    return shop.sources[source].kind


def _wanted(shop: Shop, name: str) -> Wanted:
    source = shop.sources[name]
    choose = partial(chosen, shop, name)
    return Wanted(source, shop.places_of(name), folder_of(source, shop.folder), choose)

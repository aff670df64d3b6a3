"""Opens a shop: its settings, its declarations, its places."""

from dataclasses import dataclass, replace
from pathlib import Path

from alkasba.derive.served import check_served
from alkasba.errors import DeclarationError
from alkasba.flows.checking import check_told
from alkasba.flows.powerbi import check_powerbi
from alkasba.flows.synonyms import check_synonyms
from alkasba.model.read import read_shop
from alkasba.model.shop import Shop
from alkasba.model.source import Source
from alkasba.ports import Placed
from alkasba.settings import Settings, read_settings
from alkasba.sources import KINDS
from alkasba.sources.objects.address import check_pattern


@dataclass(frozen=True, slots=True)
class OpenShop:
    """A shop that is read and checked, with its settings."""

    shop: Shop
    settings: Settings


def open_shop(folder: Path) -> OpenShop:
    """The shop in `folder`; raises SettingsError or DeclarationError where it cannot work."""
    if not folder.is_dir():
        raise DeclarationError(
            f"there is no folder {folder}.",
            next_step="Name the shop with --shop DIR, or make one with: alkasba init DIR",
        )
    folder = folder.absolute()
    settings = read_settings(folder)
    shop = read_shop(folder, {name: kind.options for name, kind in KINDS.items()})
    check_told(shop)
    check_synonyms(shop)
    if settings.shared_warehouse is not None:
        check_served(shop)
    # A shop that says where Power BI finds its warehouse wants to be told in Power BI.
    if settings["powerbi.server"]:
        check_powerbi(shop)
    sources = {name: _placed(shop, source, settings) for name, source in shop.sources.items()}
    return OpenShop(replace(shop, sources=sources), settings)


def _placed(shop: Shop, source: Source, settings: Settings) -> Source:
    where, own = f"sources/{source.name}.toml", source.own
    files = tuple(settings.resolve(one, where=f"{where}, files") for one in source.files)
    for written, pattern in zip(source.files, files, strict=True):
        check_pattern(pattern, where=where, is_written=written == pattern)
    if isinstance(own, Placed):
        own = own.placed(settings, where, shop.places_of(source.name))
    return replace(source, files=files, own=own)

"""Copies a ready shop into a folder, with the address of your own shop in it."""

import json
import re
import shutil
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import urlsplit

from alkasba.errors import SettingsError

LAST = "alkasba.toml"
"""Copied last: before it is there, no command takes the folder for a shop."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What a shop system is called, and the path below the shop at which its API stands."""

    title: str
    path: str


READY = {
    "dummyjson": Ready("DummyJSON", ""),
    "shopify": Ready("Shopify", "/admin/api/2026-07"),
    "woocommerce": Ready("WooCommerce", "/wp-json/wc/v3"),
}


def make_ready(folder: Path, name: str, *, url: str | None = None) -> None:
    """Write the ready shop into an empty folder."""
    if folder.exists() and any(folder.iterdir()):
        raise SettingsError(
            "the folder is not empty, and what is in it stays as it is.",
            where=str(folder),
            next_step=f"Name a new folder: alkasba init my-shop --from {name}",
        )
    address = None if url is None else _address(url, READY[name].path)
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("alkasba.ready") / name) as shop:
        skipped = shutil.ignore_patterns(LAST)
        shutil.copytree(shop, folder, ignore=skipped, dirs_exist_ok=True)
        settings = (shop / LAST).read_text(encoding="utf-8")
    if address is not None:
        settings = re.sub(r"(?m)^shop = .*$", lambda _: f"shop = {json.dumps(address)}", settings)
    (folder / LAST).write_text(settings, encoding="utf-8")


def _address(url: str, path: str) -> str:
    """Where the API of a shop is; its path may be left out."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in ("https", "http") or not parts.hostname or "@" in parts.netloc:
        raise SettingsError(
            "this is no address of a shop.",
            where="--url",
            next_step="Write it like https://shop.example, without any key in it.",
        )
    address = f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")
    return address if not path or parts.path.strip("/") else f"{address}{path}"

"""Declarations as texts: one part of a file, or a whole shop on disk, and the mistakes in them."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest

from alkasba.model.entry import Entry
from alkasba.model.finding import Findings, ShopWrong
from alkasba.model.read import read_shop
from alkasba.model.shop import Shop

Part = TypeVar("Part")

SALE = """
kind = "fact"
key = ["order_id"]
day = "sold_on"
[columns]
order_id = { type = "code" }
sold_on = { type = "day" }
customer = { refers = "customer" }
quantity = { type = "whole" }
[measures]
pieces = { formula = "sum(quantity)" }
"""
CUSTOMER = """
kind = "dimension"
key = ["code"]
[columns]
code = { type = "code", personal = "identifier" }
email = { type = "text", personal = "contact" }
city = { type = "text", personal = "location" }
level = { type = "whole" }
"""
SALES = 'kind = "csv"\nfiles = ["data/*.csv"]\n[feeds.sale]\n'
CUSTOMERS = 'kind = "csv"\nfiles = ["data/*.csv"]\n[feeds.customer]\n'
POLICY = "[classes.identifier]\n[classes.contact]\n[classes.location]\nanalytic = true\n"
SHOP = {
    "shop.toml": 'name = "Test"\ntimezone = "Europe/Paris"\n',
    "policy.toml": POLICY,
    "tables/sale.toml": SALE,
    "tables/customer.toml": CUSTOMER,
    "sources/sales.toml": SALES,
    "sources/customers.toml": CUSTOMERS,
}


def entry(text: str, *, file: str = "file.toml") -> Entry:
    """A TOML text to be read."""
    return Entry(Findings(), file, "", tomllib.loads(text))


def mistakes(part: Entry) -> list[str]:
    """What was found wrong so far, each as "key: what"."""
    return [f"{found.key}: {found.what}" for found in part.findings.found]


def read_well(read: Callable[[str, Entry], Part], text: str) -> Part:
    """A part that has no mistake in it."""
    part = entry(text)
    found = read("thing", part)
    assert mistakes(part) == []
    return found


def read_badly(read: Callable[[str, Entry], Any], text: str) -> list[str]:
    """The mistakes in a part."""
    part = entry(text)
    read("thing", part)
    return mistakes(part)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """The shop on disk with `files` in addition or instead."""
    for name, text in ({**SHOP, **files}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def shop_of(folder: Path, files: Mapping[str, str | bytes]) -> Shop:
    """The shop, without a mistake."""
    return read_shop(write(folder, files))


def wrong(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Every mistake in the shop, as it is told."""
    with pytest.raises(ShopWrong) as error:
        read_shop(write(folder, files))
    return [str(finding) for finding in error.value.findings]


def wrong_table(folder: Path, columns: str, *, head: str = "", measures: str = "") -> list[str]:
    """The mistakes in a fact called sale that has `columns` too, without its file's name."""
    text = SALE.replace("[measures]", f"{columns}\n[measures]\n{measures}")
    found = wrong(folder, {"tables/sale.toml": head + text})
    return [told.removeprefix("tables/sale.toml, ") for told in found]

"""Reads the folder of declarations into a Shop; collects every mistake on the way."""

import csv
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from alkasba.model.check import check_shop
from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.model.pairs import with_pairs
from alkasba.model.read_dashboard import read_dashboard
from alkasba.model.read_parameters import read_parameters
from alkasba.model.read_policy import read_policy
from alkasba.model.read_rates import read_rates, with_rates_above_zero
from alkasba.model.read_source import FILE_KINDS, Kinds, read_source
from alkasba.model.read_table import read_table
from alkasba.model.shop import Calendar, Shop
from alkasba.model.table import Table
from alkasba.model.words import read_words

Part = TypeVar("Part")


def read_shop(folder: Path, kinds: Kinds = FILE_KINDS) -> Shop:
    """The shop declared in `folder`; raises ShopWrong with every mistake in it.

    `kinds` are the kinds of origin that sources may name.
    """
    findings = Findings()
    shop = _read_all(folder, findings, kinds)
    if any(not finding.key for finding in findings.found):
        # A whole file could not be read; what it declares would seem unknown everywhere.
        findings.stop_if_any()
    consequences = Findings()
    check_shop(shop, consequences)
    findings.add_others(consequences)
    findings.stop_if_any()
    return with_rates_above_zero(_with_case_of_keys(shop))


def _with_case_of_keys(shop: Shop) -> Shop:
    """The shop with each reference in the case of the key that it refers to, unless it says so."""
    return replace(shop, tables={n: _referring(shop, t) for n, t in shop.tables.items()})


def _referring(shop: Shop, table: Table) -> Table:
    columns = dict(table.columns)
    for name, dimension in table.references.items():
        target = shop.tables[dimension]
        if columns[name].case is None:
            columns[name] = replace(columns[name], case=target.columns[target.key[0]].case)
    return replace(table, columns=columns)


def _read_all(folder: Path, findings: Findings, kinds: Kinds) -> Shop:
    about = Entry(findings, "shop.toml", "", _toml(folder, "shop.toml", findings) or {})
    words = Entry(findings, "words.toml", "", _toml(folder, "words.toml", findings) or {})
    policy = Entry(findings, "policy.toml", "", _toml(folder, "policy.toml", findings) or {})
    shop = Shop(
        folder=folder,
        name=about.text("name", default=folder.resolve().name),
        currency=about.text("currency", default="EUR"),
        calendar=Calendar(
            timezone=about.text("timezone", default="UTC"),
            fiscal_year_starts=about.whole("fiscal_year_starts", default=1),
            holidays=_holidays(folder, findings),
        ),
        tables=_folder(folder, "tables", findings, read_table),
        sources=_folder(folder, "sources", findings, partial(read_source, kinds=kinds)),
        dashboards=_folder(folder, "dashboards", findings, read_dashboard),
        policy=read_policy(policy),
        rates=read_rates(about),
        words=read_words(words),
        parameters=read_parameters(about),
    )
    about.finish()
    return with_pairs(shop, findings)


def _folder(
    folder: Path, kind: str, findings: Findings, read: Callable[[str, Entry], Part]
) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    for path in sorted((folder / kind).glob("*.toml")):
        file = f"{kind}/{path.name}"
        if not path.stem.isidentifier():
            findings.add(file, "", "the file's name must be a word: letters, digits and _ only.")
            continue
        data = _toml(folder, file, findings)
        if data is not None:
            parts[path.stem] = read(path.stem, Entry(findings, file, "", data))
    return parts


def _toml(folder: Path, file: str, findings: Findings) -> dict[str, Any] | None:
    """What a file says, nothing where there is none; None where it cannot be read."""
    try:
        return tomllib.loads((folder / file).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        findings.add(file, "", f"this is not TOML: {error}.")
        return None


def _holidays(folder: Path, findings: Findings) -> tuple[tuple[str, str, str], ...]:
    rows: list[tuple[str, str, str]] = []
    for path in sorted((folder / "holidays").glob("*.csv")):
        file = f"holidays/{path.name}"
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            findings.add(file, "", f"this is not UTF-8: {error}.")
            continue
        reader = csv.DictReader(lines)
        if not {"day", "country", "name"} <= set(reader.fieldnames or ()):
            findings.add(file, "", "the columns day, country and name are needed.")
            continue
        for row in reader:
            if not _is_day(row["day"]):
                what = f"'{row['day']}' is no day; write it as 2024-12-31."
                findings.add(file, f"line {reader.line_num}", what)
            rows.append((row["day"], row["country"] or "", row["name"] or ""))
    return tuple(sorted(set(rows)))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2024-12-31")

"""Reads the folder of declarations into a Shop; collects every mistake on the way."""

import csv
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alkasba.model.check import check_shop
from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.model.read_dashboard import read_dashboard
from alkasba.model.read_policy import read_policy
from alkasba.model.read_source import read_source
from alkasba.model.read_table import read_table
from alkasba.model.shop import Calendar, Shop

Part = TypeVar("Part")


def read_shop(folder: Path) -> Shop:
    """The shop declared in `folder`; raises ShopWrong with every mistake in it."""
    findings = Findings()
    shop = _read_all(folder, findings)
    findings.stop_if_any()
    check_shop(shop, findings)
    findings.stop_if_any()
    return shop


def _read_all(folder: Path, findings: Findings) -> Shop:
    about = Entry(findings, "shop.toml", "", _toml(folder, "shop.toml", findings))
    policy = Entry(findings, "policy.toml", "", _toml(folder, "policy.toml", findings))
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
        sources=_folder(folder, "sources", findings, read_source),
        dashboards=_folder(folder, "dashboards", findings, read_dashboard),
        policy=read_policy(policy),
    )
    about.finish()
    return shop


def _folder(
    folder: Path, kind: str, findings: Findings, read: Callable[[str, Entry], Part]
) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    for path in sorted((folder / kind).glob("*.toml")):
        file = f"{kind}/{path.name}"
        if not path.stem.isidentifier():
            findings.add(file, "", "the file's name must be a word: letters, digits and _ only.")
            continue
        parts[path.stem] = read(
            path.stem, Entry(findings, file, "", _toml(folder, file, findings))
        )
    return parts


def _toml(folder: Path, file: str, findings: Findings) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / file).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        findings.add(file, "", f"this is not TOML: {error}.")
        return {}


def _holidays(folder: Path, findings: Findings) -> tuple[tuple[str, str, str], ...]:
    rows: list[tuple[str, str, str]] = []
    for path in sorted((folder / "holidays").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if not {"day", "country", "name"} <= set(reader.fieldnames or ()):
                findings.add(
                    f"holidays/{path.name}", "", "the columns day, country and name are needed."
                )
                continue
            rows += [(row["day"], row["country"], row["name"]) for row in reader]
    return tuple(sorted(set(rows)))

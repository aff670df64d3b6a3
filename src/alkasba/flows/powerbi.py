"""Writes the Power BI project of a shop, whole or not at all."""

import shutil
from functools import partial
from pathlib import Path

from alkasba.address import Address
from alkasba.derive.powerbi.columns import columns_of
from alkasba.derive.powerbi.measures import Measures
from alkasba.derive.powerbi.model import PARAMETERS, Place
from alkasba.derive.powerbi.offered import offered_measures
from alkasba.derive.powerbi.pbir.report import refused, report_files
from alkasba.derive.powerbi.project import project_files
from alkasba.derive.powerbi.roles import Roles, roles_of
from alkasba.derive.powerbi.secured import role_part
from alkasba.derive.powerbi.tables import calculated
from alkasba.derive.powerbi.tmdl import one_line
from alkasba.derive.web.words import NAMES
from alkasba.errors import DeclarationError, SettingsError, did_you_mean
from alkasba.model.finding import Findings
from alkasba.model.shop import Shop
from alkasba.settings import Settings


def check_powerbi(shop: Shop) -> None:
    """Raise ShopWrong with everything that a model of Power BI cannot say."""
    findings = Findings()
    try:
        roles = roles_of(shop)
    except DeclarationError as error:
        findings.add("tables", "", error.what)
        findings.stop_if_any()
        return
    _check_tables(shop, roles, findings)
    _check_columns(shop, roles, findings)
    measures = Measures(shop, roles)
    for name, measure in shop.measures.items():
        place = (f"tables/{measure.table}.toml", f"measures.{name}")
        findings.keep(partial(measures.tell, name), *place)
    if not findings.found:
        findings.keep(partial(offered_measures, shop, measures), "tables", "measures")
    _check_roles(shop, roles, findings)
    # A report is made of the model's measures, and cannot be judged before these are right.
    findings.stop_if_any()
    for mistake in refused(shop):
        file, _, key = mistake.where.partition(", ")
        findings.add(file, key, mistake.what)
    findings.stop_if_any()


def _check_tables(shop: Shop, roles: Roles, findings: Findings) -> None:
    """Power BI does not tell tables apart by case, nor from its parameters."""
    seen = {name.casefold(): name for name in PARAMETERS}
    for name in roles.tables:
        first = seen.setdefault(name.casefold(), name)
        if first != name or name in PARAMETERS:
            what = f"Power BI cannot tell '{name}' from '{first}', which the model has as well."
            findings.add(f"tables/{roles.tables[name]}.toml", "", f"{what} Rename one.")
    for name in shop.parameters:
        first = seen.setdefault(name.casefold(), name)
        if first != name or name in (*PARAMETERS, *roles.tables):
            what = f"Power BI cannot tell '{name}' from '{first}', which the model has as well."
            findings.add("shop.toml", f"parameters.{name}", f"{what} Rename one.")


def _check_columns(shop: Shop, roles: Roles, findings: Findings) -> None:
    for table in shop.tables:
        file = f"tables/{table}.toml"
        if not findings.keep(partial(columns_of, shop, roles, table), file, "columns"):
            continue
        for column in columns_of(shop, roles, table).values():
            if not column.sql_type:
                told = partial(calculated, shop, roles, table, column.name)
                findings.keep(told, file, f"columns.{column.name}")


def _check_roles(shop: Shop, roles: Roles, findings: Findings) -> None:
    seen: dict[str, str] = {}
    for name, role in shop.policy.roles.items():
        place = ("policy.toml", f"roles.{one_line(name)}")
        findings.keep(partial(role_part, shop, roles, role), *place)
        first = seen.setdefault(name.casefold(), name)
        if first != name:
            findings.add(*place, f"it differs from '{first}' in case only; each is a file.")


def build_powerbi(shop: Shop, settings: Settings) -> list[Path]:
    """Write the project; returns the paths of its files. Where one cannot be told none changes."""
    check_powerbi(shop)
    has_pages = any(dashboard.tiles for dashboard in shop.dashboards.values())
    report = report_files(shop, language_of(settings)) if has_pages else {}
    files = project_files(shop, place_of(settings), report)
    folder = settings.build / "powerbi"
    if not _holds(folder, files):
        _replace(folder, files)
    return [folder / name for name in files]


def language_of(settings: Settings) -> str:
    """The language of the report's titles; raises SettingsError where no page speaks it."""
    name = "powerbi.language"
    language = settings[name]
    if language not in NAMES:
        raise SettingsError(
            f"{name} is '{language}', which the report does not speak."
            f"{did_you_mean(language, NAMES)}",
            where=settings.values[name].origin,
            next_step=f"Write one of: {', '.join(NAMES)}.",
        )
    return language


def place_of(settings: Settings) -> Place:
    """Where the project looks for the warehouse: as [powerbi] says, else where the warehouse is.

    A file cannot be asked by Power BI; then the parameters say what a person has to set.
    """
    server, database = settings["powerbi.server"], settings["powerbi.database"]
    if "@" in server or "/" in server:
        raise SettingsError(
            "powerbi.server is a host and its port; who asks is told to Power BI itself.",
            where=settings.values["powerbi.server"].origin,
            next_step='Write, for example, server = "db.example:5432".',
        )
    shared, schema = settings.shared_warehouse, settings["warehouse.schema"]
    found = _place(shared.address) if shared else Place("localhost:5432", "alkasba")
    return Place(server or found.server, database or found.database, schema)


def _place(address: Address) -> Place:
    host = f"[{address.host}]" if ":" in address.host else address.host
    return Place(f"{host}:{address.port or 5432}", address.database)


def _holds(folder: Path, files: dict[str, str]) -> bool:
    """Whether the folder has these files, as they are, and no others that were derived.

    What Desktop keeps for itself lies in folders called .pbi.
    """
    held = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_file() and ".pbi" not in path.parts
    }
    return held.keys() == files.keys() and all(
        path.read_bytes() == files[name].encode() for name, path in held.items()
    )


def _replace(folder: Path, files: dict[str, str]) -> None:
    """Write beside, then take the place: a reader sees the old project or the new one."""
    new, old = (folder.with_name(f"{folder.name}.{kind}") for kind in ("new", "old"))
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    for name, text in files.items():
        path = new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)

"""Makes the warehouse from what an earlier run has read; no origin is asked."""

import time
from collections.abc import Mapping
from functools import partial

from alkasba.errors import SettingsError, SourceAway, SourceError, did_you_mean
from alkasba.flows.opening import OpenShop
from alkasba.flows.run.along import bring_along
from alkasba.flows.run.job import Clock, Job
from alkasba.flows.run.keeping import KeptRun, is_kept, kept_bytes, kept_runs
from alkasba.flows.run.pending import Origins, list_origin
from alkasba.flows.run.publishing import publish, settle
from alkasba.flows.run.work import work
from alkasba.ports import OriginFile
from alkasba.report import RunReport, Tell, silent
from alkasba.warehouse.lock import only_writer


def replay(
    opened: OpenShop, run: str, *, clock: Clock | None = None, tell: Tell = silent
) -> RunReport:
    """Make the warehouse what it was after a run, by the declarations of now, and publish it.

    What dimensions with a history saw on later days is forgotten. No table is held back: that an
    earlier state has fewer rows is meant. Raises SettingsError where no such run is kept,
    SourceError where some of what it has read is gone.
    """
    started = time.perf_counter()
    with only_writer(opened.settings.build / "run.lock"):
        settle(opened.settings)
        kept = find_run(opened, run)
        origins = origins_of(opened, kept)
        tables, told = tuple(opened.shop.tables), clock or Clock.system()
        job = Job(opened, origins, (), tables, told, tell, started, replayed_day=kept.day)
        report = work(job, publish)
        bring_along(opened, report=report, tell=tell)
        return report


def replayable_runs(opened: OpenShop) -> list[dict[str, object]]:
    """The kept runs, the last one first; `lost` says why one of them cannot be replayed."""
    return [
        {
            "run": kept.run,
            "made_at": kept.made_at.isoformat(timespec="seconds"),
            "files": sum(map(len, kept.files.values())),
            "kept_bytes": kept_bytes(kept, opened.settings),
            "lost": _why_not(opened, kept),
        }
        for kept in kept_runs(opened.settings)
    ]


def _why_not(opened: OpenShop, kept: KeptRun) -> str:
    try:
        origins_of(opened, kept)
    except SourceError as error:
        return f"no: {error.where}: {error.what}"
    return ""


def find_run(opened: OpenShop, run: str) -> KeptRun:
    """The kept run of that name."""
    known = {kept.run: kept for kept in kept_runs(opened.settings)}
    if run not in known:
        raise SettingsError(
            f"no run that can be replayed is called '{run}'.{did_you_mean(run, known)}",
            where="--replay",
            next_step="See which can be: alkasba status --runs",
        )
    return known[run]


def origins_of(opened: OpenShop, kept: KeptRun) -> Origins:
    """What the run has read, as it is to be read again; raises SourceError where it is gone."""
    lost = lost_files(opened, kept)
    if names := next(iter(lost.values()), None):
        source, files = next(iter(lost)), f"{names[0]}"
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        raise SourceError(
            f"run {kept.run} has read {files}{more}, which is no longer there as it was.",
            where=f"sources/{source}.toml",
            next_step="Put back what it has read, with its time, or replay another run. "
            "[extracts] files = true in policy.toml keeps copies from now on.",
        )
    again = partial(_as_read, opened, kept)
    return Origins({name: again(name) for name in opened.shop.sources}, again)


def lost_files(opened: OpenShop, kept: KeptRun) -> dict[str, list[str]]:
    """Source -> names of the files that the run has read and nobody has any more.

    Raises SourceError where a source was declared since: nothing tells what it held.
    """
    for name in opened.shop.sources:
        if name not in kept.files:
            raise SourceError(
                f"run {kept.run} has read nothing of {name}, which was not declared then.",
                where=f"sources/{name}.toml",
                next_step="Replay a later run, or take the source out for as long.",
            )
    lost = {}
    for name in opened.shop.sources:
        there = {file.name for file in _as_read(opened, kept, name)}
        if gone := [file.name for file in kept.files[name] if file.name not in there]:
            lost[name] = gone
    return lost


def _as_read(opened: OpenShop, kept: KeptRun, name: str) -> tuple[OriginFile, ...]:
    """Those of a source's files that are still there as the run has read them."""
    now: Mapping[tuple[str, str], OriginFile] | None = None
    found = []
    for file in kept.files[name]:
        if is_kept(file, opened.settings):
            found += [file] if file.path.exists() else []
        else:
            now = _now(opened, name) if now is None else now
            found += [now[known]] if (known := (file.name, file.fingerprint)) in now else []
    return tuple(found)


def _now(opened: OpenShop, name: str) -> dict[tuple[str, str], OriginFile]:
    """The owner's files as they are now."""
    try:
        return {(file.name, file.fingerprint): file for file in list_origin(opened.shop, name)}
    except SourceAway:
        return {}

"""Looks at files that nobody has declared: groups of one shape, landed to be looked at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from duckdb import DuckDBPyConnection

from alkasba.errors import SourceAway, SourceError
from alkasba.model.source import Source
from alkasba.ports import OriginFile
from alkasba.ports import Source as Kind
from alkasba.sources import files as origin_files
from alkasba.sources.csv import CsvSource
from alkasba.sources.ending import folded
from alkasba.sources.file_shapes import Group, Limits, shapes_of
from alkasba.sources.header import unnamed
from alkasba.sources.json import JsonSource
from alkasba.sources.parquet import ParquetSource
from alkasba.sources.spreadsheet import SpreadsheetSource

KINDS = {
    "csv": ("csv", "tsv", "txt", "tab", "psv"),
    "json": ("json", "jsonl", "ndjson"),
    "parquet": ("parquet", "arrow", "feather"),
    "spreadsheet": ("xlsx", "xlsm", "xlsb", "xls", "ods"),
}
SUFFIXES = {suffix: kind for kind, suffixes in KINDS.items() for suffix in suffixes}
PACKED = (".gz", ".zst", ".zip")
READERS: dict[str, Kind] = {
    "csv": CsvSource(),
    "json": JsonSource(),
    "parquet": ParquetSource(),
    "spreadsheet": SpreadsheetSource(),
}
NOT_READ = "no kind of file that is read"
SHARED = 3
DAY_IN_NAME = r"\d{4}-\d{2}-\d{2}"


@dataclass(slots=True)
class Looked:
    """What a place holds: groups, and what was left alone, with the reason.

    `where` is how the place is told to people, without any secret; `folder` is where its files lie,
    `place` the address of that folder elsewhere, if there is any; `notes` are what a person should
    know of it as a whole.
    """

    where: str = ""
    folder: Path | None = None
    name: str = ""
    place: str = ""
    notes: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


def look_at_files(where: Path, db: DuckDBPyConnection, scratch: Path, limits: Limits) -> Looked:
    """Every group of files at a place, landed; raises SourceAway where there is nothing."""
    root = where if where.is_dir() else where.parent
    looked = Looked(str(where), root, where.name if where.is_dir() else where.stem)
    shapes: dict[tuple[object, ...], Group] = {}
    for file in _files(where, looked):
        kind = _kind_of(file)
        try:
            for one in shapes_of(kind, file, root, scratch, limits):
                _add(shapes, one, file, root)
        except SourceError as error:
            looked.left.append((file.name, error.what))
    for group in _of_archives(list(shapes.values()), looked):
        land_group(group, db, scratch, limits)
        files = [f"{{data}}/{one}" for one in patterns_of(group, where)]
        group.declared = {"files": files} | group.declared
        looked.groups.append(group)
    name_groups(looked.groups)
    for group in looked.groups:
        group.unsure += _told_of_names(group)
    return looked


def _files(where: Path, looked: Looked) -> list[OriginFile]:
    if not where.exists():
        raise SourceAway(
            f"there is nothing at {where}.", next_step="Name a file or a folder that exists."
        )
    pattern = where.name if where.is_file() else "**/*"
    found = []
    for path in [where] if where.is_file() else sorted(where.glob(pattern)):
        if not path.is_file() or any(
            part.startswith(".") for part in path.relative_to(where).parts
        ):
            continue
        source = Source("inspect", "csv", (str(path),))
        try:
            files = origin_files.list_files(source, path.parent)
        except SourceError as error:
            looked.left.append((path.name, error.what))
            continue
        for file in files:
            if any(sign in str(path.name) for sign in "{}"):
                looked.left.append((file.name, "its name has braces, which stand for places"))
            elif _kind_of(file):
                found.append(file)
            else:
                looked.left.append((file.name, _reason(file.name)))
    return found


def _reason(name: str) -> str:
    """Why a file is left alone."""
    is_database = suffix_of(name) in ("db", "sqlite", "sqlite3")
    return "inspect it by itself: it may be a database" if is_database else NOT_READ


def _kind_of(file: OriginFile) -> str:
    return SUFFIXES.get(suffix_of(file.member or file.path.name), "")


def suffix_of(name: str) -> str:
    """What a name ends in, but for its packing.

    >>> suffix_of("orders/2026-05.CSV.gz")
    'csv'
    """
    name = name.lower()
    for suffix in PACKED:
        name = name.removesuffix(suffix)
    return name.rpartition(".")[2]


def _add(shapes: dict[tuple[object, ...], Group], one: Group, file: OriginFile, root: Path) -> None:
    """To the files of the same shape in the same folder."""
    folder = file.path if file.member else file.path.parent
    # Without a header only the names of files tell kinds of rows apart.
    is_named = one.kind == "csv" and one.source.header
    stem = () if is_named else (re.sub(r"[\d\W_]+", "", file.path.stem),)
    shape = (one.kind, folder, stem, one.names, one.rows_in, str(one.declared.get("sheet")))
    same = shapes.setdefault(shape, one)
    same.paths.append(file.path)
    if same is one:
        return
    same.files += one.files
    same.is_part |= one.is_part
    _alike(same, one)
    if same.declared.get("encoding") != one.declared.get("encoding"):
        same.declared.pop("encoding", None)
        same.source = replace(same.source, encoding=None)
        same.unsure.append("its files have several encodings, so each is detected")


def _alike(same: Group, one: Group) -> None:
    """Let one source read the files of both, where lines above or below their tables differ."""
    words: dict[str, str] = {}
    for word in (*same.source.totals, *one.source.totals):
        words.setdefault(folded(word), word)
    if totals := tuple(words.values()):
        same.source, same.declared["totals"] = replace(same.source, totals=totals), list(totals)
    same.unsure += [told for told in one.unsure if told not in same.unsure]
    are_above_alike = same.source.skip == one.source.skip and not same.source.skip_to
    if are_above_alike or not same.source.header:
        return
    place = next(
        (name for n, name in enumerate(same.names, 1) if name != unnamed(n)), same.names[0]
    )
    same.source = replace(same.source, skip=0, skip_to=place)
    same.declared.pop("skip", None)
    same.declared["skip_to"] = place


def _of_archives(groups: list[Group], looked: Looked) -> list[Group]:
    """Without the archives whose members differ: no source can read a part of one."""
    shapes: dict[Path, list[Group]] = {}
    for group in groups:
        if group.files[0].member is not None and not group.rows_in:
            shapes.setdefault(group.files[0].path, []).append(group)
    mixed = {path for path, found in shapes.items() if len(found) > 1}
    for path in sorted(mixed):
        looked.left.append((path.name, "its files have several shapes; unpack it first"))
    return [group for group in groups if group.files[0].path not in mixed]


def land_group(group: Group, db: DuckDBPyConnection, scratch: Path, limits: Limits) -> None:
    """All its rows in one table, as far as the limits allow."""
    files = _some(group, limits)
    reader = READERS[group.kind]
    for one in reader.land(
        group.source, files, db, rows=group.rows_in, names=group.names, scratch=scratch
    ):
        group.unread += len(one.unread)
        if not group.table and one.names:
            group.table, group.names = one.table, one.names
            group.marks = frozenset(place for place, mark in one.typed.items() if not mark)
            continue
        if one.names == group.names and one.names:
            columns = ", ".join(f"c{i}" for i in range(len(one.names)))
            db.execute(f"INSERT INTO {group.table} BY NAME SELECT {columns} FROM {one.table}")
        db.execute(f"DROP TABLE {one.table}")
    if group.table:
        found = db.execute(f"SELECT count(*) FROM {group.table}").fetchone()
        group.rows = found[0] if found else 0


def _some(group: Group, limits: Limits) -> list[OriginFile]:
    """The files, or some from all over where there are too many."""
    total = sum(file.size for file in group.files)
    if total <= limits.group or len(group.files) == 1:
        return group.files
    group.is_part = True
    step = -(-total // limits.group)
    return group.files[::step]


def name_groups(groups: list[Group]) -> None:
    """Call each group as its files or sheets are called, and the place of its nested rows."""
    for group in groups:
        sheet = str(group.declared.get("sheet", ""))
        group.name = " ".join(filter(None, (sheet or _stem(group), group.rows_in)))


def _stem(group: Group) -> str:
    """What the names of the files share, without their numbers; else the folder's name."""
    stems = _stems(group)
    first, last = min(stems), max(stems)
    if first == last and first:
        return first
    alike = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    )
    if alike >= SHARED:
        return first[:alike]
    path = group.paths[0]
    return path.stem if group.files[0].member else path.parent.name


def _stems(group: Group) -> set[str]:
    """The names of its files without their numbers."""
    names = [
        Path(file.member or path.name).name
        for file, path in zip(group.files, group.paths, strict=True)
    ]
    return {re.sub(r"[\d\W_]+$|^[\d\W_]+", "", name.split(".")[0]) for name in names}


def _told_of_names(group: Group) -> Iterator[str]:
    """That files which are called by quite other words may be of several tables."""
    stems = sorted(_stems(group) - {""})
    if len(stems) > 1 and len({stem[:SHARED].casefold() for stem in stems}) > 1:
        told = " and ".join(stems[:2]) if len(stems) == 2 else f"{', '.join(stems[:3])} and others"
        yield (
            f"files called {told} have the same columns, and are read as one table; if they are "
            "several, put each into a folder of its own"
        )


def patterns_of(group: Group, where: Path) -> list[str]:
    """The patterns that find the files of a group and no others, from the place on."""
    root = where if where.is_dir() else where.parent
    paths = sorted(set(group.paths))
    if len(paths) < 2:
        return [_relative(path, root) for path in paths]
    folder, suffix = paths[0].parent, "".join(paths[0].suffixes[-2:])
    start = paths[0].name
    for path in paths[1:]:
        while not path.name.startswith(start):
            start = start[:-1]
    for pattern in (f"{start}*{suffix}", f"{start}*{paths[0].suffix}"):
        is_plain = not any(sign in f"{start}{suffix}" for sign in "*?[{")
        if is_plain and sorted(p for p in folder.glob(pattern) if p.is_file()) == paths:
            return [_relative(folder / pattern, root)]
    return [_relative(path, root) for path in paths]


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def have_days_in_names(group: Group) -> bool:
    """Whether the name of every file says a day."""
    return bool(group.files) and all(re.search(DAY_IN_NAME, file.name) for file in group.files)

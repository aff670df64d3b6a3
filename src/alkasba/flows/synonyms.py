"""The shop's files of words that mean the same: read, and looked at for mistakes."""

from functools import partial
from pathlib import Path

from alkasba.derive.search.synonyms import mistakes
from alkasba.errors import WrongValue
from alkasba.model.finding import Findings
from alkasba.model.search import searched
from alkasba.model.shop import Shop

LARGEST = 1_000_000
"""Bytes of a file; all of it is held against each question."""


def check_synonyms(shop: Shop) -> None:
    """Raise ShopWrong where a file of synonyms cannot be read, with the lines that are wrong."""
    findings = Findings()
    for name in searched(shop):
        file, key = f"tables/{name}.toml", "search.synonyms"
        if findings.keep(partial(lines_of, shop, name), file, key):
            for what in mistakes(lines_of(shop, name)):
                findings.add(file, key, what)
    findings.stop_if_any()


def lines_of(shop: Shop, name: str) -> list[str]:
    """The lines of a table's file, none where it has no file; raises WrongValue."""
    path = _file(shop, name)
    if path is None:
        return []
    try:
        if path.stat().st_size > LARGEST:
            raise WrongValue(f"the file is larger than {LARGEST:,} bytes.")
        return path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise WrongValue("the file is not UTF-8; save it as such.") from None
    except OSError:
        what = "the file cannot be read; correct its path, which starts at the shop's folder."
        raise WrongValue(what) from None


def signs_of_synonyms(shop: Shop) -> tuple[tuple[int, int], ...]:
    """What tells whether a file has changed since."""
    files = (_file(shop, name) for name in searched(shop))
    found = (file.stat() for file in files if file and file.exists())
    return tuple((status.st_mtime_ns, status.st_size) for status in found)


def _file(shop: Shop, name: str) -> Path | None:
    search = shop.tables[name].search
    return shop.folder / search.synonyms if search and search.synonyms else None

"""Checks words.toml: every name that it tells in another language is one of the shop's."""

from alkasba.model.finding import Findings
from alkasba.model.shop import Shop

FILE = "words.toml"


def check_words(shop: Shop, findings: Findings) -> None:
    """Add every name and every value that nothing has."""
    columns = {name for table in shop.tables.values() for name in table.columns}
    names = {*shop.tables, *shop.measures, *columns}
    for language, words in shop.words.items():
        for name in words.names:
            if name not in names:
                findings.unknown(FILE, f"{language}.{name}", name, names)
        for name, values in words.values.items():
            if name not in columns:
                findings.unknown(FILE, f"{language}.{name}", name, columns)
            choices = _choices(shop, name)
            for value in values if choices else ():
                if value not in choices:
                    findings.unknown(FILE, f"{language}.{name}", value, choices)


def _choices(shop: Shop, name: str) -> set[str]:
    """What the columns of that name offer; nothing where one of them holds any value."""
    called = [t.columns[name] for t in shop.tables.values() if name in t.columns]
    if not all(column.choices for column in called):
        return set()
    return {choice for column in called for choice in column.choices}

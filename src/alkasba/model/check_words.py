"""Checks words.toml: every name and unit that it tells in another language is the shop's."""

from alkasba.model.finding import Findings
from alkasba.model.shop import Shop

FILE = "words.toml"


def check_words(shop: Shop, findings: Findings) -> None:
    """Add every name and every value that nothing has."""
    columns = {name for table in shop.tables.values() for name in table.columns}
    names = {*shop.tables, *shop.measures, *columns, *shop.parameters, *_units(shop)}
    for language, texts in shop.words.names.items():
        for name in texts:
            if name not in names:
                findings.unknown(FILE, f"names.{language}.{name}", name, names)
    for language, by_column in shop.words.values.items():
        for name, texts in by_column.items():
            key = f"values.{language}.{name}"
            if name not in columns:
                findings.unknown(FILE, key, name, columns)
            choices = _choices(shop, name)
            for value in texts if choices else ():
                if value not in choices:
                    findings.unknown(FILE, key, value, choices)


def _units(shop: Shop) -> set[str]:
    columns = (column for table in shop.tables.values() for column in table.columns.values())
    measured = {measure.unit for measure in shop.measures.values()}
    set_by_readers = {parameter.unit for parameter in shop.parameters.values()}
    return measured | set_by_readers | {column.unit for column in columns}


def _choices(shop: Shop, name: str) -> set[str]:
    """What the columns of that name offer; nothing where one of them holds any value."""
    called = [t.columns[name] for t in shop.tables.values() if name in t.columns]
    if not all(column.choices for column in called):
        return set()
    return {choice for column in called for choice in column.choices}

"""The model's names in the languages of the shop."""

from collections.abc import Iterator, Sequence

from alkasba.derive.powerbi.captions import (
    caption,
    caption_of_measure,
    caption_of_table,
    culture_of,
    word,
)
from alkasba.derive.powerbi.columns import columns_of
from alkasba.derive.powerbi.offered import ModelMeasure
from alkasba.derive.powerbi.parameters import value_name
from alkasba.derive.powerbi.roles import CALENDAR, Roles
from alkasba.derive.powerbi.tables import HIERARCHIES
from alkasba.derive.powerbi.tmdl import name_in_tmdl, text_in_tmdl
from alkasba.model.shop import Shop


def culture_text(shop: Shop, roles: Roles, measures: Sequence[ModelMeasure], language: str) -> str:
    """The file of a language."""
    lines = [f"cultureInfo {culture_of(language)}", "\ttranslations", "\t\tmodel Model"]
    for table in roles.tables:
        lines.append(f"\t\t\ttable {name_in_tmdl(table)}")
        lines.append(_caption(4, caption_of_table(shop, roles, table, language)))
        lines += _columns(shop, roles, table, language)
        lines += _measures(shop, [m for m in measures if m.table == table], language)
        lines += _hierarchies(shop, language) if table == CALENDAR else ()
    for name in shop.parameters:
        lines += _parameter(shop, name, language)
    return "".join(f"{line}\n" for line in (*lines, ""))


def _parameter(shop: Shop, name: str, language: str) -> Iterator[str]:
    told = caption(shop, name, language)
    yield f"\t\t\ttable {name_in_tmdl(name)}"
    yield _caption(4, told)
    yield f"\t\t\t\tcolumn {name_in_tmdl(name)}"
    yield _caption(5, told)
    yield f"\t\t\t\tmeasure {name_in_tmdl(value_name(name))}"
    yield _caption(5, caption_of_measure(shop, value_name(name), language))


def _measures(shop: Shop, measures: Sequence[ModelMeasure], language: str) -> Iterator[str]:
    for measure in measures:
        yield f"\t\t\t\tmeasure {name_in_tmdl(measure.name)}"
        yield _caption(5, caption_of_measure(shop, measure.name, language))
        yield f"\t\t\t\t\tdisplayFolder: {word(measure.folder, language)}"


def _columns(shop: Shop, roles: Roles, table: str, language: str) -> Iterator[str]:
    for column in columns_of(shop, roles, table).values():
        if not column.is_hidden:
            yield f"\t\t\t\tcolumn {name_in_tmdl(column.name)}"
            yield _caption(5, caption(shop, column.name, language))


def _hierarchies(shop: Shop, language: str) -> Iterator[str]:
    for title, levels in HIERARCHIES.items():
        yield f"\t\t\t\thierarchy {name_in_tmdl(title)}"
        yield _caption(5, word(title, language))
        for level in levels:
            yield f"\t\t\t\t\tlevel {level}"
            yield _caption(6, caption(shop, level, language))


def _caption(depth: int, text: str) -> str:
    return "\t" * depth + f"caption: {text_in_tmdl(text)}"

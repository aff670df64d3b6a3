"""Checks parameters: each has a name of its own, and some measure uses it."""

from collections.abc import Iterator
from decimal import Decimal

from alkasba.model.expression import Call, Expression, Literal, Name, outer_names, walk
from alkasba.model.finding import Findings
from alkasba.model.shop import Shop


def check_parameters(shop: Shop, findings: Findings) -> None:
    """Add every parameter that is called as something else is, or that nothing uses."""
    columns = {name for table in shop.tables.values() for name in table.columns}
    kinds = {"table": {*shop.tables}, "column": columns, "measure": {*shop.measures}}
    used = {str(n) for measure in shop.measures.values() for n in outer_names(measure.formula)}
    for name in shop.parameters:
        key = f"parameters.{name}"
        if not name.isidentifier():
            what = "its name must be a word: letters, digits and _ only."
            findings.add("shop.toml", key, what)
        for kind, taken in kinds.items():
            if name in taken:
                findings.add("shop.toml", key, f"a {kind} is called so already. Rename it.")
        if name not in used:
            findings.add("shop.toml", key, "no measure uses it. Use it in one, or leave it out.")
    for file, key, formula in _formulas(shop):
        for part in walk(formula):
            is_asked = isinstance(part, Call) and part.function == "normal_quantile"
            if is_asked and not _is_share(shop, part):
                findings.add(file, key, QUANTILE)


QUANTILE = (
    "normal_quantile takes a number between 0 and 1, or a parameter all of whose steps are one: "
    "normal_quantile(0.95)."
)


def _formulas(shop: Shop) -> Iterator[tuple[str, str, Expression]]:
    for table in shop.tables.values():
        file = f"tables/{table.name}.toml"
        for column in table.columns.values():
            if column.formula is not None:
                yield file, f"columns.{column.name}", column.formula
        for measure in table.measures.values():
            for formula in (measure.formula, measure.where):
                if formula is not None:
                    yield file, f"measures.{measure.name}", formula


def _is_share(shop: Shop, part: Expression) -> bool:
    """Whether what the quantile is asked of can be no other than a share."""
    match part:
        case Call(arguments=(Literal(value=Decimal() as value),)):
            return 0 < value < 1
        case Call(arguments=(Name(name=name, of=None),)) if name in shop.parameters:
            return shop.parameters[name].least > 0 and shop.parameters[name].most < 1
    return False

"""Checks parameters: each has a name of its own, and some measure uses it."""

from alkasba.model.expression import outer_names
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

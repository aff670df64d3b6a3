"""How suggestions read in a terminal, and why there are none, or no more than what is popular."""

import click

from alkasba.cli.grid import Column, print_grid
from alkasba.cli.words import hint, readable
from alkasba.derive.values import to_json
from alkasba.flows.recommend.suggested import (
    ARM,
    FEW_THERE,
    NEW,
    NONE_THERE,
    Item,
    Suggested,
)

SO = ": "
INSTEAD = ": here is what is popular."
EVERYWHERE = ": here is what is popular everywhere."
IN_PLACE = {ARM: ".", FEW_THERE: EVERYWHERE, NONE_THERE: EVERYWHERE}
"""How a sentence ends that says why a list is what is popular, where it ends otherwise."""
STEPS = {
    NEW: "Is the number written as your shop writes it? What is bought counts from the next "
    "training on: alkasba recommend --train"
}
DIGITS = "All digits, and what moved each suggestion: --json"


def tell_answer(found: Suggested, run: str, *, as_json: bool) -> None:
    """Print an answer of a run: its suggestions, and why they are no better."""
    if as_json:
        click.echo(to_json({"run": run} | found.data()))
        return
    what, step = found.reason.partition(SO)[0], capital(step_of(found.reason))
    if not found.items:
        click.echo(f"{capital(what)}.")
        hint(step or "See how the model is: alkasba recommend")
        return
    if what:
        click.echo(f"{capital(what)}{IN_PLACE.get(found.reason, INSTEAD)}", err=True)
    print_items(found.items)
    hint(step or DIGITS)


def step_of(reason: str) -> str:
    """What to do next, where a reason says it.

    >>> step_of("nothing is in the basket: name products by their keys")
    'name products by their keys'
    """
    return STEPS.get(reason, reason.partition(SO)[2])


def capital(text: str) -> str:
    """A text as a sentence begins, its names as they are.

    >>> capital("no sale was learnt from by [recommend] of Sale")
    'No sale was learnt from by [recommend] of Sale'
    """
    return text[:1].upper() + text[1:]


def print_items(items: tuple[Item, ...]) -> None:
    """Suggestions, one a line, with the products that moved each."""
    because = [", ".join(b.name for b in item.because) for item in items]
    print_grid(
        [
            Column("key", [readable(item.key) for item in items]),
            Column("name", [readable(item.name) for item in items]),
            Column("score", [f"{item.score:.4f}" for item in items], is_figure=True),
            Column("source", [item.source for item in items]),
            Column("because", list(map(readable, because))),
        ]
    )

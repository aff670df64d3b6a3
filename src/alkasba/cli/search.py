"""The verb `search`: what is indexed, found by the words of a person."""

from contextlib import closing
from pathlib import Path

import click

from alkasba.cli.grid import Column, print_grid
from alkasba.cli.words import counted, hint, readable
from alkasba.derive.search.asking import Asked
from alkasba.derive.values import to_json
from alkasba.errors import UnknownName
from alkasba.flows.opening import OpenShop, open_shop
from alkasba.flows.searching import Answer, Searching
from alkasba.model.searching import Counted

MOST_HITS = 100
WAYS = {
    "all": "",
    "alike": "Nothing holds these words; these are nearly they.",
    "any": "Nothing holds all of these words; these hold some.",
}


@click.command(epilog="Example: alkasba --shop my-shop search mint --where category=Teas")
@click.argument("words", nargs=-1)
@click.option("--in", "name", metavar="NAME", help="What is searched; needed where it is several.")
@click.option("--where", "chosen", multiple=True, metavar="FACET=VALUE", help="Only these: 5..10.")
@click.option("--order", default="", metavar="COLUMN", help="-list_price: the largest first.")
@click.option("--limit", type=click.IntRange(1, MOST_HITS), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Documents, marks and counts as JSON.")
@click.pass_obj
def search(
    folder: Path,
    words: tuple[str, ...],
    name: str | None,
    chosen: tuple[str, ...],
    order: str,
    limit: int,
    as_json: bool,
) -> None:
    """Find WORDS in what is indexed; without any, list all."""
    opened = open_shop(folder)
    asked = Asked(" ".join(words), _chosen(chosen), order, limit)
    with closing(Searching(lambda: opened, _seconds(opened))) as searching:
        answer = searching.find(name or _only(searching), asked)
    if as_json:
        click.echo(to_json(answer.data()))
    else:
        _print(answer)


def _seconds(opened: OpenShop) -> float:
    return opened.settings.whole("serve.seconds")


def _only(searching: Searching) -> str:
    """What is searched, where there is one choice; else its name has to be said.

    Raises UnknownName where there is none.
    """
    known = list(searching.known())
    if not known:
        raise UnknownName(
            "no table can be searched yet.",
            where="tables",
            next_step="Add [search] to the table of your products: tables/product.toml.",
        )
    if len(known) > 1:
        raise click.UsageError(f"Say with --in what is searched: {', '.join(known)}.")
    return known[0]


def _chosen(said: tuple[str, ...]) -> dict[str, list[str]]:
    chosen: dict[str, list[str]] = {}
    for one in said:
        facet, sign, value = one.partition("=")
        if not sign:
            raise click.UsageError(f"--where {one}: write FACET=VALUE, such as category=Teas.")
        chosen.setdefault(facet.strip(), []).append(value.strip())
    return chosen


def _print(answer: Answer) -> None:
    hits = answer.found.hits
    columns = [
        Column("key", [readable(hit.id) for hit in hits]),
        Column("name", [readable(answer.name_of(hit)) for hit in hits]),
    ]
    if hits:
        print_grid(columns)
    click.echo(f"{counted(answer.found.total, 'hit')}. {WAYS.get(answer.way, '')}".strip())
    for name, counts in answer.found.facets.items():
        told = ", ".join(f"{_named(one)} {one.count:,}" for one in counts[:6])
        if told:
            click.secho(f"{name}: {told}{' ...' if len(counts) > 6 else ''}", dim=True)
    if not hits:
        hint("Search for fewer or other words, or leave out --where.")


def _named(one: Counted) -> str:
    """What people read, and in brackets what --where takes, where that is something else."""
    has_label = one.label not in ("", one.value)
    return readable(f"{one.label} ({one.value})" if has_label else one.value)

"""The verb `recommend`: learns what people want next, and answers who asks."""

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from alkasba.cli.grid import Column, print_grid
from alkasba.cli.recommend_events import forget, tell_lift
from alkasba.cli.run import teller
from alkasba.cli.stopping import stoppable
from alkasba.cli.words import counted, hint, readable
from alkasba.derive.values import to_json
from alkasba.flows.opening import open_shop
from alkasba.flows.recommend.asking import Asking, Recommender, declared
from alkasba.flows.recommend.extra import brought
from alkasba.flows.recommend.suggested import MOST_ITEMS, Item, Suggested, Wanted
from alkasba.flows.serving import Serving
from alkasba.model.experiment import BOUGHT

Ask = Callable[[Asking, Wanted], Suggested]
NOT_SERVED = 1
TRAIN = "alkasba recommend --train"
OTHER_FILES = (".csv", ".json", ".xlsx")


@click.command(epilog="Example: alkasba --shop my-shop recommend --like TE-003 --limit 5")
@click.option("--train", is_flag=True, help="Learn anew from what the last run has published.")
@click.option("--accept", is_flag=True, help="With --train: serve the model though it is worse.")
@click.option("--for", "person", metavar="KEY", help="For a person: her number, or her pseudonym.")
@click.option("--basket", metavar="KEY,KEY", help="For who has these products before him.")
@click.option("--like", "like", metavar="KEY", help="Products that resemble this one.")
@click.option("--together", metavar="KEY", help="Products that are bought with this one.")
@click.option("--popular", is_flag=True, help="What most people have bought lately.")
@click.option("--country", default="", help="With --popular: in this country.")
@click.option("--all", "everyone", is_flag=True, help="With --to: for every person.")
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), help="A Parquet file."
)
@click.option("--lift", "told_lift", is_flag=True, help="What each arm of the experiment brought.")
@click.option("--forget-events", metavar="KEY", help="Erase what a person did with suggestions.")
@click.option("--dry-run", is_flag=True, help="With --forget-events: only tell how many there are.")
@click.option("--category", multiple=True, help="Only products of this category.")
@click.option("--bought", type=click.Choice(BOUGHT), default="any", help="What was bought before.")
@click.option(
    "--limit", metavar="ITEMS", type=click.IntRange(1, MOST_ITEMS), default=10, help="So many."
)
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON, as the API gives it.")
@click.pass_obj
def recommend(
    folder: Path,
    train: bool,
    accept: bool,
    person: str | None,
    basket: str | None,
    like: str | None,
    together: str | None,
    popular: bool,
    country: str,
    everyone: bool,
    target: Path | None,
    told_lift: bool,
    forget_events: str | None,
    dry_run: bool,
    category: tuple[str, ...],
    bought: str,
    limit: int,
    as_json: bool,
) -> None:
    """Suggest products; without a question, tell how good the model is."""
    asks: dict[str, Ask | None] = {
        "--for": _of(person, lambda asking, key, wanted: asking.person(key, wanted)),
        "--basket": _of(basket, lambda asking, key, wanted: asking.basket(_split(key), wanted)),
        "--like": _of(like, lambda asking, key, wanted: asking.like(key, wanted)),
        "--together": _of(together, lambda asking, key, wanted: asking.together(key, wanted)),
        "--popular": _of(
            country if popular else None, lambda asking, key, wanted: asking.popular(wanted, key)
        ),
    }
    said = [name for name, ask in asks.items() if ask]
    others = {"--train": train, "--all": everyone, "--lift": told_lift}
    others["--forget-events"] = forget_events is not None
    said += [name for name, is_said in others.items() if is_said]
    if len(said) > 1:
        raise click.UsageError(f"{' and '.join(said)} are asked one at a time.")
    if everyone != (target is not None):
        raise click.UsageError("--all and --to go together: --all --to suggestions.parquet")
    if accept and not train:
        raise click.UsageError("--accept says of a training that it may be worse: --train --accept")
    asked = next((name for name, ask in asks.items() if ask), None)
    if (category or bought != "any") and asked is None:
        raise click.UsageError("--category and --bought say what may be in one list: add --popular")
    if country and asked != "--popular":
        raise click.UsageError("--country goes with --popular.")
    if target is not None and target.suffix.lower() in OTHER_FILES:
        raise click.UsageError(f"--to writes Parquet, which is no {target.suffix}: --to x.parquet")
    if dry_run and forget_events is None:
        raise click.UsageError("--dry-run says of --forget-events that nothing is erased.")
    if told_lift:
        tell_lift(folder, as_json=as_json)
    elif forget_events is not None:
        forget(folder, forget_events, dry_run=dry_run, as_json=as_json)
    elif train:
        _train(folder, accept=accept, as_json=as_json)
    elif target is not None:
        _export(folder, target, limit=limit)
    else:
        ask = next((ask for ask in asks.values() if ask), None)
        wanted = Wanted(limit=limit, categories=category, bought=bought)
        _answer(folder, ask, wanted, as_json=as_json)


def _of(key: str | None, ask: Callable[[Asking, str, Wanted], Suggested]) -> Ask | None:
    """What is asked of a key, where one is said."""
    if key is None:
        return None
    return lambda asking, wanted: ask(asking, key, wanted)


def _split(keys: str) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.split(",") if key.strip())


def _train(folder: Path, *, accept: bool, as_json: bool) -> None:
    opened = open_shop(folder)
    training = brought("training")
    with stoppable(), teller() as tell:
        trained = training.train_model(opened, accept=accept, tell=tell)
    if as_json:
        click.echo(
            to_json({"model": trained.version, "served": not trained.refused} | trained.told)
        )
    else:
        click.echo(f"Model {trained.version}, of {counted(trained.told['data']['lines'], 'line')}.")
        _print_quality(trained.told["quality"])
    if trained.refused:
        click.echo(f"It is kept aside: {trained.refused}.", err=True)
        hint("The model before goes on. To serve this one: alkasba recommend --train --accept")
        sys.exit(NOT_SERVED)
    said = declared(opened.shop).products.search
    to_index = said is not None and bool(said.learnt)
    hint("To the index: alkasba produce --once" if to_index else "alkasba recommend --popular")


def _export(folder: Path, target: Path, *, limit: int) -> None:
    with closing(Serving(folder)) as serving, serving.edition() as edition:
        asking = Recommender(serving.settings.build).at(edition)
        rows = brought("exporting").export(asking, target, limit=limit)
    click.echo(f"{target}: {counted(rows, 'suggestion')}.")
    hint(f"alkasba recommend --for KEY tells why. Read it with: duckdb -c \"FROM '{target}'\"")


def _answer(folder: Path, ask: Ask | None, wanted: Wanted, *, as_json: bool) -> None:
    with closing(Serving(folder)) as serving, serving.edition() as edition:
        asking = Recommender(serving.settings.build).at(edition)
        if ask is None:
            _print_told(asking.told(), as_json=as_json)
            return
        found = ask(asking, wanted)
    if as_json:
        click.echo(to_json({"run": edition.run} | found.data()))
        return
    if found.reason:
        click.echo(f"{found.reason.capitalize()}: here is what is popular.", err=True)
    if not found.items:
        click.echo("Nothing can be suggested: nothing that fits is known, or on offer.")
        hint("Ask for less, or see how the model is: alkasba recommend")
        return
    _print_items(found.items)
    hint("All digits, and what moved each suggestion: --json")


def _print_items(items: tuple[Item, ...]) -> None:
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


def _print_told(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(to_json(told))
        return
    data = told["data"]
    click.echo(
        f"Model {told['model']}, trained at {told['trained_at']} of "
        f"{counted(data['lines'], 'line')}, {counted(data['products'], 'product')}, "
        f"{data['people']:,} people."
    )
    _print_quality(told["quality"])
    hint("alkasba recommend --popular" if told["is_of_this_run"] else f"It is behind. {TRAIN}")


def _print_quality(quality: dict[str, Any]) -> None:
    if not quality["people"]:
        click.echo("Nobody who is known came back in the days held out: nothing can be judged.")
        return
    click.echo(
        f"Of what {quality['people']:,} people bought in {quality['days']} days that it had not "
        f"seen: recall@20 {quality['recall']:.4f}, NDCG@20 {quality['ndcg']:.4f}; what is popular "
        f"has {quality['popular_recall']:.4f} and {quality['popular_ndcg']:.4f}."
    )

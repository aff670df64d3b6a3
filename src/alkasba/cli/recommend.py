"""The verb `recommend`: learns what people want next, and answers who asks."""

import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from alkasba.cli.recommend_answer import capital, step_of, tell_answer
from alkasba.cli.recommend_events import forget, tell_lift
from alkasba.cli.recommend_said import Said
from alkasba.cli.run import teller
from alkasba.cli.stopping import stoppable
from alkasba.cli.words import counted, hint
from alkasba.derive.values import to_json
from alkasba.flows.opening import open_shop
from alkasba.flows.recommend.asking import Recommender, declared
from alkasba.flows.recommend.extra import brought
from alkasba.flows.recommend.suggested import MOST_ITEMS, NO_SALES
from alkasba.flows.serving import Serving
from alkasba.model.experiment import BOUGHT

NOT_SERVED = 1
TRAIN = "alkasba recommend --train"
UNJUDGED = "Nobody who is known came back in the days held out: nothing can be judged."
UNKNOWN = "No sale says who bought: nothing is known of anybody, and nothing can be judged."
SELL_FIRST = capital(step_of(NO_SALES))
UNSOLD = "No sale has been learnt from: nothing can be suggested."


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
def recommend(folder: Path, /, **options: Any) -> None:
    """Suggest products; without a question, tell how good the model is."""
    said = Said(**options)
    said.check()
    if said.told_lift:
        tell_lift(folder, as_json=said.as_json)
    elif said.forget_events is not None:
        forget(folder, said.forget_events, dry_run=said.dry_run, as_json=said.as_json)
    elif said.train:
        _train(folder, accept=said.accept, as_json=said.as_json)
    elif said.target is not None:
        _export(folder, said.target, limit=said.limit)
    else:
        _answer(folder, said)


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
        _print_quality(trained.told)
    if trained.refused:
        click.echo(f"It is kept aside: {trained.refused}.", err=True)
        hint("The model before goes on. To serve this one: alkasba recommend --train --accept")
        sys.exit(NOT_SERVED)
    said = declared(opened.shop).products.search
    to_index = said is not None and bool(said.learnt)
    usual = "To the index: alkasba produce --once" if to_index else "alkasba recommend --popular"
    hint(usual if trained.told["data"]["lines"] else SELL_FIRST)


def _export(folder: Path, target: Path, *, limit: int) -> None:
    with closing(Serving(folder)) as serving, serving.edition() as edition:
        asking = Recommender(serving.settings.build).at(edition)
        rows = brought("exporting").export(asking, target, limit=limit)
    click.echo(f"{target}: {counted(rows, 'suggestion')}.")
    if rows:
        hint(f"alkasba recommend --for KEY tells why. Read it with: duckdb -c \"FROM '{target}'\"")
    else:
        hint("Nobody is known to suggest anything to. What was learnt: alkasba recommend")


def _answer(folder: Path, said: Said) -> None:
    with closing(Serving(folder)) as serving, serving.edition() as edition:
        asking = Recommender(serving.settings.build).at(edition)
        if said.ask is None:
            _print_told(asking.told(), as_json=said.as_json)
            return
        found = said.ask(asking, said.wanted)
    tell_answer(found, edition.run, as_json=said.as_json)


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
    _print_quality(told)
    usual = "alkasba recommend --popular" if told["is_of_this_run"] else f"It is behind. {TRAIN}"
    hint(usual if data["lines"] else SELL_FIRST)


def _print_quality(told: dict[str, Any]) -> None:
    quality, data = told["quality"], told["data"]
    if not quality["people"]:
        click.echo(UNJUDGED if data["people"] else UNKNOWN if data["lines"] else UNSOLD)
        return
    click.echo(
        f"Of what {quality['people']:,} people bought in {quality['days']} days that it had not "
        f"seen: recall@20 {quality['recall']:.4f}, NDCG@20 {quality['ndcg']:.4f}; what is popular "
        f"has {quality['popular_recall']:.4f} and {quality['popular_ndcg']:.4f}."
    )

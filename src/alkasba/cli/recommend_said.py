"""What somebody says to the verb `recommend`: what is asked for, and what goes together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from alkasba.flows.recommend.asking import Asking
from alkasba.flows.recommend.suggested import Suggested, Wanted

Ask = Callable[[Asking, Wanted], Suggested]
OTHER_FILES = (".csv", ".json", ".xlsx")


@dataclass(frozen=True, slots=True)
class Said:
    """The options of the verb, under the names of its parameters."""

    train: bool
    accept: bool
    person: str | None
    basket: str | None
    like: str | None
    together: str | None
    popular: bool
    country: str
    everyone: bool
    target: Path | None
    told_lift: bool
    forget_events: str | None
    dry_run: bool
    category: tuple[str, ...]
    bought: str
    limit: int
    as_json: bool

    @property
    def wanted(self) -> Wanted:
        """Which part of a list is asked for, and what may be in it."""
        return Wanted(limit=self.limit, categories=self.category, bought=self.bought)

    @property
    def ask(self) -> Ask | None:
        """The question, where one is asked."""
        return next((ask for _, ask in self._questions()), None)

    def check(self) -> None:
        """Raise UsageError where options do not go together."""
        asked = list(self._asked())
        if len(asked) > 1:
            raise click.UsageError(f"{' and '.join(asked)} are asked one at a time.")
        for is_wrong, what in RULES:
            if is_wrong(self):
                raise click.UsageError(what)

    def _questions(self) -> Iterator[tuple[str, Ask]]:
        """The questions that are asked, by the option that asks each."""
        if (person := self.person) is not None:
            yield "--for", lambda asking, wanted: asking.person(person, wanted)
        if (basket := self.basket) is not None:
            yield "--basket", lambda asking, wanted: asking.basket(keys_in(basket), wanted)
        if (like := self.like) is not None:
            yield "--like", lambda asking, wanted: asking.like(like, wanted)
        if (together := self.together) is not None:
            yield "--together", lambda asking, wanted: asking.together(together, wanted)
        if self.popular:
            yield "--popular", lambda asking, wanted: asking.popular(wanted, self.country)

    def _asked(self) -> Iterator[str]:
        """All options that ask for something of its own."""
        yield from (name for name, _ in self._questions())
        others = {
            "--train": self.train,
            "--all": self.everyone,
            "--lift": self.told_lift,
            "--forget-events": self.forget_events is not None,
        }
        yield from (name for name, is_said in others.items() if is_said)


def keys_in(text: str) -> tuple[str, ...]:
    """Keys with commas between.

    >>> keys_in("TE-003, SP-020,")
    ('TE-003', 'SP-020')
    """
    return tuple(key.strip() for key in text.split(",") if key.strip())


def _narrows_no_list(said: Said) -> bool:
    return bool(said.category or said.bought != "any") and said.ask is None


def _is_no_parquet(said: Said) -> bool:
    return said.target is not None and said.target.suffix.lower() in OTHER_FILES


RULES: tuple[tuple[Callable[[Said], bool], str], ...] = (
    (
        lambda said: said.everyone != (said.target is not None),
        "--all and --to go together: --all --to suggestions.parquet",
    ),
    (
        lambda said: said.accept and not said.train,
        "--accept says of a training that it may be worse: --train --accept",
    ),
    (
        _narrows_no_list,
        "--category and --bought say what may be in one list: add --popular",
    ),
    (
        lambda said: bool(said.country) and not said.popular,
        "--country goes with --popular.",
    ),
    (
        _is_no_parquet,
        f"--to writes Parquet, which is none of {', '.join(OTHER_FILES)}: --to x.parquet",
    ),
    (
        lambda said: said.dry_run and said.forget_events is None,
        "--dry-run says of --forget-events that nothing is erased.",
    ),
)
"""What does not go together, and what would; the first that is wrong is told."""

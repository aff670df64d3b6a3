"""A question as an address writes it, with the words of the verb `ask`."""

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import Query, Request

from alkasba.derive.query import Question
from alkasba.derive.query.values import read_values
from alkasba.errors import StoreMoved, WrongValue, did_you_mean
from alkasba.flows.serving import Edition

MOST_PASSED = 1_000_000
"""Rows that may be passed over before a page."""
LONGEST_LIST = 50
Names = Annotated[list[str], Query(max_length=LONGEST_LIST)]
Limit = Annotated[int | None, Query(ge=1, description="At most so many rows of the whole answer.")]
Offset = Annotated[int, Query(ge=0, le=MOST_PASSED, description="Rows passed over before a page.")]
Run = Annotated[
    str | None, Query(description="The run of the page before; another run is answered with 409.")
]
As = Annotated[
    Literal["then", "now"],
    Query(alias="as", description="Members as they were on the day, or as they are now."),
]


@dataclass(frozen=True, slots=True)
class Part:
    """A page of an answer: `size` rows after `offset`, of `limit` in all."""

    offset: int
    size: int
    limit: int | None = None

    def cut(self, question: Question) -> Question:
        """The question for this page, and one row more, which tells whether there is another."""
        return replace(question, limit=self.size + 1, offset=self.offset)

    def has_more(self, found: int) -> bool:
        """Whether another page follows this one."""
        end = self.offset + self.size
        is_wanted = self.limit is None or end < self.limit
        return found > self.size and is_wanted and end <= MOST_PASSED


def part_of(limit: int | None, offset: int, most: int) -> Part:
    """The page that is answered: no more rows than a request may have."""
    if limit is not None and offset >= limit:
        raise WrongValue(
            f"offset {offset} lies beyond limit {limit}.",
            where="offset",
            next_step="Ask for a smaller offset.",
        )
    wanted = most if limit is None else limit - offset
    return Part(offset, min(wanted, most), limit)


def question_of(
    measures: list[str],
    by: list[str],
    where: str | None,
    order: list[str],
    compare: str | None,
    as_: str,
    parameters: list[str],
) -> Question:
    """The question; names may be written one by one, or with commas between."""
    if not (named := split(measures)):
        raise WrongValue(
            "name a measure that adds up something.",
            where="measures",
            next_step="See them all: /api/v1/measures",
        )
    return Question(
        named,
        by=split(by),
        where=where or None,
        order=split(order),
        compare=compare or None,
        as_now=as_ == "now",
        parameters=read_values(parameters),
    )


def split(names: list[str]) -> tuple[str, ...]:
    """Names written one by one or with commas.

    >>> split(["month, channel", "category"])
    ('month', 'channel', 'category')
    """
    return tuple(part.strip() for name in names for part in name.split(",") if part.strip())


def check_run(edition: Edition, run: str | None) -> None:
    """Raise StoreMoved where the pages of one answer would be of two runs."""
    if run and run != edition.run:
        raise StoreMoved(
            "another run was published since the page before.",
            where="run",
            next_step="Ask for the first page again.",
        )


def only_known(request: Request) -> None:
    """Refuse a word that no question has: a misspelt one would be answered as if it were unsaid."""
    known = [one.alias for one in request.scope["route"].dependant.query_params]
    for name in request.query_params:
        if name not in known:
            raise WrongValue(
                f"no question has '{name}'.{did_you_mean(name, known)}",
                where=request.url.path,
                next_step=f"Leave it out, or write one of: {', '.join(known)}. A what-if is "
                "parameter=NAME=NUMBER.",
            )

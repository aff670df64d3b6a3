"""A question as an address writes it, with the words of the verb `ask`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel

from alkasba.derive.query import Question
from alkasba.derive.query.values import read_values
from alkasba.errors import StoreMoved, WrongValue, did_you_mean
from alkasba.flows.serving import Edition

MOST_PASSED = 1_000_000
"""Rows that may be passed over before a page."""
LONGEST_LIST = 50
WHAT_IF = "parameter"
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


async def only_known(request: Request) -> None:
    """Refuse a word that no question has, before anything is asked."""
    check_words(request)


ONLY_KNOWN = [Depends(only_known)]
"""What each address of the API has that does not judge its words itself."""


def check_words(request: Request) -> None:
    """Refuse a word that the address does not take: a misspelt one would be answered as if it
    were unsaid."""
    known = _words_at(request)
    for name in request.query_params:
        if name not in known:
            one_of = f", or write one of: {', '.join(known)}" if known else ""
            what_if = " A what-if is parameter=NAME=NUMBER." if WHAT_IF in known else ""
            raise WrongValue(
                f"no question has '{name}'.{did_you_mean(name, known)}",
                # As it is declared: the address itself may hold the number of a person.
                where=request.scope["route"].path_format,
                next_step=f"Leave it out{one_of}.{what_if}",
            )


_WORDS: dict[object, tuple[str, ...]] = {}
"""What is asked at each address, which does not change while the program runs."""


def _words_at(request: Request) -> tuple[str, ...]:
    """The words that an address takes."""
    endpoint = request.scope["endpoint"]
    if endpoint not in _WORDS:
        _WORDS[endpoint] = tuple(_words_of(request.scope["route"].dependant))
    return _WORDS[endpoint]


def _words_of(dependant: Dependant) -> Iterator[str]:
    """The words that a function and those that it depends on take."""
    for one in dependant.query_params:
        kind = one.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from kind.model_fields
        else:
            yield one.alias
    for other in dependant.dependencies:
        yield from _words_of(other)

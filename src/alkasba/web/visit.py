"""One look at a page: who asks, in which language, of which published run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from alkasba.flows.serving import Edition, Serving
from alkasba.web.api import served
from alkasba.web.drawing import html
from alkasba.web.frame import frame, language_of
from alkasba.web.fresh import headers_of, is_known, tag_of, unchanged


@dataclass(frozen=True, slots=True)
class Visit:
    """A request with the edition that answers it."""

    request: Request
    edition: Edition
    language: str

    @property
    def lang(self) -> str:
        """The language that links have to say: where the address of this page says it."""
        return self.language if "lang" in self.request.query_params else ""

    def page(self, template: str, make: Callable[[], dict[str, Any]], *more: str) -> Response:
        """The page, unless who asks has it already; `make` gives what only this page shows.

        `more` is what it depends on beside the edition.
        """
        tag = tag_of(self.edition, self.request, self.language, *more)
        if is_known(self.request, tag):
            return unchanged(self.edition, tag)
        values = frame(self.request, self.edition.shop, self.language) | make()
        return html(template, self.language, values, headers=headers_of(self.edition, tag))


def visit(request: Request, serving: Annotated[Serving, Depends(served)]) -> Iterator[Visit]:
    """The visit that a request makes; the edition is held until it is answered."""
    with serving.edition() as edition:
        yield Visit(request, edition, language_of(request))


Visited = Annotated[Visit, Depends(visit)]
LONGEST_NAME = 300
Named = Annotated[str, Query(max_length=LONGEST_NAME)]
"""What an address names. A longer one is none of the shop's, and costs time to be likened."""

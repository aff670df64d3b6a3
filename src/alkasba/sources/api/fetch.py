"""Reads an API page by page into a work file, and knows when what came is all there is."""

import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import httpx

from alkasba.errors import SourceAway, SourceError
from alkasba.report import Tell
from alkasba.sources.api import graphql
from alkasba.sources.api.answer import Answer, body_of, page_of
from alkasba.sources.api.options import Api
from alkasba.sources.api.paging import COUNTED, LINKED, first_place, next_place, parameters_at
from alkasba.sources.api.request import Asker
from alkasba.sources.api.rows import told_rows
from alkasba.sources.api.since import highest
from alkasba.sources.api.trouble import Absent, AskAgain, NotAllowed, Place, ReadAgain
from alkasba.sources.api.work import State, Work, digest_of

READ_AT_MOST = 3
FRESH = timedelta(hours=6)
"""How old a fetch may be that goes on where it was killed."""
TELL_EVERY = 2.0
SAME_PAGES = 3


@dataclass(slots=True)
class Fetch:
    """One source being fetched. `since` are the parameters that ask for later rows only."""

    asker: Asker
    work: Work
    tell: Tell
    asked: str
    since: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    told: float = field(default_factory=time.monotonic)

    @property
    def api(self) -> Api:
        return self.asker.api

    def read(self) -> State:
        """Read all pages; raises SourceError where what came is not what was told."""
        if self._goes_on() and self._read_on():
            return self._done()
        why = ReadAgain("")
        for _ in range(READ_AT_MOST):
            self._begin()
            try:
                self._pages()
                return self._done()
            except ReadAgain as again:
                why = again
        raise SourceError(
            f"{why}; it was read {READ_AT_MOST} times.",
            where=str(self.asker.place(self.api.url, self.work.state.pages)),
            next_step="Run again when less is changed there, or correct total and pages. "
            "What was kept stays as it was.",
        )

    def _goes_on(self) -> bool:
        """Whether a fetch was killed in the middle, and its pages still fit to those after."""
        state = self.work.state
        if state.asked != self.asked or not state.pages:
            return False
        is_fresh = self.asker.means.now() - datetime.fromisoformat(state.started) < FRESH
        return is_fresh and (self.api.pages.by not in COUNTED or state.total is not None)

    def _read_on(self) -> bool:
        """Go on where it was; a place that the origin has forgotten means to read anew."""
        try:
            self._pages()
        except (SourceAway, NotAllowed):
            raise
        except (ReadAgain, SourceError):
            return False
        return True

    def _begin(self) -> None:
        started = self.asker.means.now().isoformat()
        self.work.begin(State(self.asked, started, place=first_place(self.api)))

    def _pages(self) -> None:
        while not self.work.state.is_done:
            state = self.work.state
            where = self.asker.place(self.api.url, state.pages + 1)
            if state.pages >= self.api.pages.at_most:
                raise _endless(self.api, where)
            answer = self._ask(state)
            if answer is None or answer.is_unchanged:
                is_unchanged = answer is not None
                self.work.add([], replace(state, is_done=True, is_unchanged=is_unchanged), [])
                break
            self._take(state, answer, where)
            self._tell(TELL_EVERY)
        _judge_count(self.api, self.work.state)

    def _ask(self, state: State) -> Answer | None:
        """The page at a place; nothing where the origin has no page behind its last."""
        api, page = self.api, state.pages + 1
        headers = self.marks if page == 1 else {}
        try:
            if api.graphql:
                body = graphql.posted(api, api.graphql, state.place, self.since)
                return self.asker.ask(
                    api.url, api.parameters, self._read_graphql, page=page, body=body
                )
            is_link = api.pages.by in LINKED and bool(state.place)
            url = state.place if is_link else api.url
            asked = {} if is_link else {**api.parameters, **self.since}
            asked |= parameters_at(api, state.place)
            return self.asker.ask(url, asked, self._read, page=page, headers=headers)
        except Absent:
            if _may_be_absent(api, state):
                return None
            raise

    def _read(self, response: httpx.Response, place: Place) -> Answer:
        state = self.work.state
        if response.status_code == 204:
            return Answer([], None, str(response.url), response.headers, state.total)
        if response.status_code == 304:
            if self.marks and not state.pages:
                return Answer([], None, "", {}, is_unchanged=True)
            raise AskAgain("it says that nothing has changed, and was not asked")
        return page_of(self.api, response, body_of(response, place), place)

    def _read_graphql(self, response: httpx.Response, place: Place) -> Answer:
        body = body_of(response, place)
        graphql.judge_errors(body, place, self.asker.badge.values if self.asker.badge else ())
        graphql.save_cost(body, self.asker.means.pause)
        return page_of(self.api, response, body, place)

    def _take(self, state: State, answer: Answer, where: Place) -> None:
        """Keep a page, and how far reading has come with it."""
        api, count = self.api, len(answer.rows)
        _judge_total(api, state, answer)
        _judge_size(api, state, count)
        new = replace(
            state,
            pages=state.pages + 1,
            received=state.received + count,
            total=answer.total,
            largest=max(state.largest, count),
            last=count,
            marks=_marks(answer) if not state.pages else {},
        )
        if api.since:
            new.until = highest(api.since, list(answer.rows), state.until, where)
        rows = told_rows(api, answer.rows, where)
        mark = digest_of("page " + "\n".join(text for _, text in rows))
        new.stale = state.stale + 1 if rows and self.work.is_known(mark) else 0
        _judge_same(api, new, where)
        new.place = next_place(api, state.place, answer, where)
        marks = [mark, self._new_mark(new.place, where)]
        new.is_done = api.pages.by not in COUNTED and not new.place
        self.work.add(rows, new, marks)
        if _is_last(api, new, count):
            self.work.add([], replace(new, is_done=True), [])

    def _new_mark(self, place: str, where: Place) -> bytes:
        """The mark of the next place; one that was there before would lead round for ever."""
        mark = digest_of(f"place {place}")
        if place and self.api.pages.by not in COUNTED and self.work.is_known(mark):
            raise SourceError(
                "its next page is one that was read already: it leads round in a circle.",
                where=str(where),
                next_step="Check next and parameter in pages; else tell who runs the API.",
            )
        return mark

    def _done(self) -> State:
        self._tell(0)
        return self.work.state

    def _tell(self, every: float) -> None:
        now, state = time.monotonic(), self.work.state
        if now - self.told < every:
            return
        self.told = now
        noted = {"equal": state.equal, "changed": state.changed}
        self.tell(
            "origin.fetched",
            source=self.asker.source,
            rows=state.rows,
            pages=state.pages,
            seconds=round(now - self.began, 1),
            **{name: count for name, count in noted.items() if count},
        )


def _may_be_absent(api: Api, state: State) -> bool:
    """Whether an error may mean that there is no page behind the last one."""
    if api.pages.by not in COUNTED or not state.pages:
        return False
    return state.total is None or _held(api, state) >= state.total


def _held(api: Api, state: State) -> int:
    return state.rows if api.key else state.received


def _marks(answer: Answer) -> dict[str, str]:
    """What a later request says, so that an unchanged answer need not be sent again."""
    told = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
    return {ask: answer.headers[name] for ask, name in told.items() if name in answer.headers}


def _is_last(api: Api, state: State, count: int) -> bool:
    """Whether nothing comes after this counted page."""
    if api.pages.by not in COUNTED:
        return False
    if not count:
        return True
    if state.total is None:
        return False
    is_full = count >= (api.pages.size or state.largest)
    is_full = is_full or (state.pages > 1 and count >= state.largest)
    # After a full page that completes the total one more is asked for: a total that counts
    # something else than rows would lose all the others.
    return _held(api, state) >= state.total and not is_full


def _judge_total(api: Api, state: State, answer: Answer) -> None:
    """A total that changes means that pages have shifted; told apart by key, new rows do not."""
    if not state.pages or answer.total == state.total:
        return
    has_grown = (answer.total or 0) > (state.total or 0)
    if not (api.key and has_grown):
        raise ReadAgain("rows came and went while it was read")


def _judge_size(api: Api, state: State, count: int) -> None:
    """Counted pages that change their size leave rows out, or bring them twice."""
    if api.pages.by != "page" or not state.pages or (api.key and api.total):
        return
    if count > state.largest or (count and state.last < state.largest and not api.key):
        raise ReadAgain("its pages changed their size while it was read")


def _judge_same(api: Api, state: State, where: Place) -> None:
    if state.stale and not api.key:
        raise SourceError(
            "one page came twice, and nothing tells its rows apart.",
            where=str(where),
            next_step='Say what tells rows apart: key = "id"; or check parameter in pages.',
        )
    if state.stale >= SAME_PAGES:
        raise SourceError(
            "it gives the same page whatever page is asked for.",
            where=str(where),
            next_step="Check by and parameter in pages.",
        )


def _judge_count(api: Api, state: State) -> None:
    """Fewer rows than told is never success; more means that the total is another one."""
    if state.is_unchanged or state.total is None:
        return
    held = _held(api, state)
    if held != state.total:
        raise ReadAgain(f"it says that there are {state.total} rows, and gave {held}")


def _endless(api: Api, where: Place) -> SourceError:
    return SourceError(
        f"it has more than {api.pages.at_most} pages, and no end was seen.",
        where=str(where),
        next_step="Check pages; if there really are so many, raise at_most or size there.",
    )

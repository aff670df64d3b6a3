"""The JSON API of what becomes of suggestions: events that a shop tells, and what they say."""

import threading
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response

from alkasba.derive.values import to_json
from alkasba.errors import WrongValue
from alkasba.flows.recommend.events.store import Events
from alkasba.flows.recommend.events.taking import Taken, take
from alkasba.flows.recommend.extra import brought
from alkasba.settings import Settings
from alkasba.web import examples_events as examples
from alkasba.web.api import Served
from alkasba.web.asked import ONLY_KNOWN
from alkasba.web.examples import answers
from alkasba.web.fresh import is_known, json_of, tag_of, unchanged
from alkasba.web.problem import MEDIA_TYPE, problem

router = APIRouter(
    prefix="/api/v1",
    tags=["recommendations"],
    default_response_class=Response,
    dependencies=ONLY_KNOWN,
)
MOST_EVENTS, MOST_A_MINUTE = 1_000, 120_000
ONE, SEVERAL = "type", "events"


@dataclass(slots=True)
class Pace:
    """How many events may come: so many at once, and so many a minute for ever."""

    most: float = MOST_A_MINUTE
    left: float = MOST_A_MINUTE
    seen: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def lets(self, events: int, now: float) -> bool:
        """Whether so many events may come now."""
        with self.lock:
            since, self.seen = max(now - self.seen, 0), max(now, self.seen)
            self.left = min(self.most, self.left + since * self.most / 60)
            if events > self.left:
                return False
            self.left -= events
            return True


@dataclass(frozen=True, slots=True)
class Taking:
    """Where events are kept, and how fast they may come."""

    events: Events
    pace: Pace = field(default_factory=Pace)


def taking_of(settings: Settings) -> Taking:
    """What takes the events of a shop."""
    return Taking(Events(settings.path("recommend.events"), stays_open=True))


@router.post(
    "/recommendations/events",
    summary="Tell what was shown, clicked or bought",
    status_code=202,
    responses=examples.TAKEN_OR_NOT,
    openapi_extra=examples.BODY,
)
def events(request: Request, served: Served, body: Annotated[Any, Body()] = None) -> Response:
    """One event, or `{"events": [...]}` with up to 1,000; each counts once, by its `id`.

    `type` is `shown`, `clicked` or `bought`. `customer` is a number or a pseudonym, `visitor` an id
    that your shop makes; neither is kept as it is. `recommendation` is the id of the answer that
    was shown, `products` are keys, or `{key, place}` counted from 1, `when` is now where not said.
    The answer says nothing of anybody: an event of who objects is counted without her.
    """
    said = _several(request, body)
    taking: Taking = request.app.state.taking
    if not taking.pace.lets(len(said), time.monotonic()):
        return _too_fast()
    with served.edition() as edition:
        taken = take(edition, taking.events, said, now=datetime.now(UTC))
    return Response(to_json(told_of(taken)), 202, {"Cache-Control": "no-store"}, "application/json")


@router.get(
    "/recommendations/lift",
    summary="What each arm of the experiment brought",
    responses=answers(examples.LIFT),
)
def lift(request: Request, served: Served) -> Response:
    """People, clicks and purchases of each arm, and its lift over the control with an interval.

    People are compared, not views. `by_chance` is how likely arms as unequal as these are by
    chance; `people_needed` is how many an arm needs for a lift of `needed_for` to be seen.
    """
    taking: Taking = request.app.state.taking
    today = datetime.now(UTC).date()
    with served.edition() as edition:
        tag = tag_of(edition, request, taking.events.sign(), today.isoformat())
        if is_known(request, tag):
            return unchanged(edition, tag)
        told = brought("events.report").told_of_lift(edition, taking.events, today)
        return json_of(edition, tag, {"run": edition.run} | told)


def told_of(taken: Taken) -> dict[str, Any]:
    """What became of events, as JSON tells it."""
    return {
        "counted": taken.counted,
        "taken": taken.taken,
        "rejected": len(taken.rejects),
        "duplicates": taken.duplicates,
        "rejects": [asdict(one) for one in taken.rejects],
    }


def _several(request: Request, body: object) -> list[Any]:
    """The events of a body; raises WrongValue where it is none."""
    # A page of another host can send anything but this type without asking first.
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise WrongValue(
            "events come as JSON.", where="Content-Type", next_step="Send application/json."
        )
    if isinstance(body, dict) and ONE in body:
        return [body]
    said = body.get(SEVERAL) if isinstance(body, dict) and set(body) == {SEVERAL} else None
    if not isinstance(said, list) or not 1 <= len(said) <= MOST_EVENTS:
        raise WrongValue(
            f"one event is needed, or a list of 1 to {MOST_EVENTS:,}.",
            where="body",
            next_step='Send {"type": ...}, or {"events": [...]}.',
        )
    return said


def _too_fast() -> Response:
    text = problem(
        429,
        f"more than {MOST_A_MINUTE:,} events a minute are not taken.",
        next_step="Send them again in a minute; by their ids each counts once.",
    )
    return Response(text, 429, {"Retry-After": "60"}, MEDIA_TYPE)

"""Examples of events and of what they are answered, for the OpenAPI description."""

from typing import Any

from alkasba.web.examples import PROBLEM, RUN, Json, answers, schema_of
from alkasba.web.examples_recommend import RECOMMENDATION

SHOWN: Json = {
    "id": "7d1f-1",
    "type": "shown",
    "visitor": "v-5501",
    "recommendation": RECOMMENDATION,
    "products": [{"key": "TE-031", "place": 1}, {"key": "SP-020", "place": 2}],
    "when": "2026-11-01T08:00:00Z",
}
CLICKED: Json = SHOWN | {"id": "7d1f-2", "type": "clicked", "products": ["TE-031"]}
EVENTS: Json = {"events": [SHOWN, CLICKED, {"type": "watched", "visitor": "v-5501"}]}
TAKEN: Json = {
    "counted": 3,
    "taken": 2,
    "rejected": 1,
    "duplicates": 0,
    "rejects": [{"event": 2, "where": "type", "reason": "say one of shown, clicked, bought"}],
}
_BODY = {"type": "object", "description": "One event, or { events: [...] } with up to 1,000."}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": _BODY,
                "examples": {"one": {"value": SHOWN}, "several": {"value": EVENTS}},
            }
        },
    }
}
_told = answers(TAKEN)
_FAST = {"schema": schema_of(PROBLEM), "example": PROBLEM | {"status": 429}}
TAKEN_OR_NOT: dict[int | str, dict[str, Any]] = {
    202: _told[200],
    422: _told[422],
    429: {
        "description": "More events a minute than are taken",
        "content": {"application/problem+json": _FAST},
    },
    503: _told[503],
}
_INTERVAL: Json = {"lift": 0.21, "low": 0.04, "high": 0.41, "says_something": True}
_CONTROL: Json = {
    "arm": "popular",
    "share": 0.5,
    "people": 2031,
    "customers": 1207,
    "shown": 40620,
    "clicked": 1422,
    "bought": 310,
    "money": 2790.5,
    "click_through_rate": 0.035,
    "conversion": 0.11,
    "money_per_person": 2.312,
    "spent_per_person": 8.91,
}
LIFT: Json = {
    "run": RUN,
    "experiment": "popular-or-learnt",
    "control": "popular",
    "days": 14,
    "rule": "a purchase counts for what was shown to its customer on its day or the 14 before it",
    "events": 91822,
    "without_person": 12,
    "in_two_arms": 0,
    "arms": [
        _CONTROL | {"lifts": {}},
        _CONTROL | {"arm": "model", "lifts": {"click_through_rate": _INTERVAL}},
    ],
    "people_needed": {"click_through_rate": 2400},
    "needed_for": 0.1,
    "by_chance": 0.71,
    "warnings": [{"doubt": "few", "what": "An arm has fewer than 100 people: wait."}],
}

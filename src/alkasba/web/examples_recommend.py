"""Examples of what recommendations answer, for the OpenAPI description."""

from typing import Any

from alkasba.web.examples import PROBLEM, RUN, Json, schema_of

MODEL_NAME, TRAINED = "20261031-080004-4f1c2a9b", "2026-10-31T08:00:04+00:00"
RECOMMENDATION = f"{MODEL_NAME}-9c1e04d2b7a35f68"
MINT: Json = {"key": "TE-003", "name": "Moroccan mint"}
CHAI: Json = {"key": "TE-031", "name": "Masala chai", "score": 0.031, "source": "als"}
AFTER = "WyI1MGQyYTdlYzE5YmMiLCIyMDI2MTAzMS0wODAwMDQtNGYxYzJhOWIiLDFd"
BASKET: Json = {"products": ["TE-003", "SP-020"]}


def _list(basis: str, item: Json, *, reason: str = "", because: list[Json] | None = None) -> Json:
    return {
        "run": RUN,
        "model": MODEL_NAME,
        "trained_at": TRAINED,
        "recommendation": RECOMMENDATION,
        "experiment": "",
        "arm": "",
        "basis": basis,
        "reason": reason,
        "items": [item | {"because": because or []}],
        "next": f"/api/v1/recommendations/popular?limit=1&after={AFTER}",
    }


CUSTOMER = _list("history", CHAI, because=[MINT | {"share": 0.62}])
OF_BASKET = _list("basket", CHAI | {"source": "together"}, because=[MINT | {"share": 1.0}])
SIMILAR = _list("similar", CHAI | {"source": "similar"}, because=[MINT | {"share": 1.0}])
TOGETHER = _list(
    "together",
    CHAI | {"score": 2.4, "source": "together", "lift": 2.4, "people": 18},
    because=[MINT | {"share": 1.0}],
)
POPULAR = _list("popular", CHAI | {"score": 112.5, "source": "popular"})
MODEL: Json = {
    "run": RUN,
    "model": MODEL_NAME,
    "trained_at": TRAINED,
    "is_of_this_run": True,
    "refused_since": "",
    "data": {
        "people": 1218,
        "products": 167,
        "purchases": 12829,
        "lines": 18207,
        "anonymous_baskets": 2336,
    },
    "quality": {
        "people": 412,
        "ndcg": 0.214,
        "recall": 0.318,
        "coverage": 0.97,
        "long_tail": 0.41,
        "popular_ndcg": 0.087,
        "popular_recall": 0.129,
    },
}
_problem = PROBLEM | {"title": "Forbidden", "status": 403}
REFUSED: dict[int | str, dict[str, Any]] = {
    403: {
        "description": "The token may not ask about a person",
        "content": {
            "application/problem+json": {"schema": schema_of(PROBLEM), "example": _problem}
        },
    }
}

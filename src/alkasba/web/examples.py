"""What the OpenAPI description shows: an example of each answer, and the schema that follows."""

from typing import Any

Json = dict[str, Any]

RUN = "20261031-080000-1"
ASK: Json = {
    "run": RUN,
    "columns": ["month", "net_sales"],
    "by": ["month"],
    "units": {"net_sales": "EUR"},
    "rows": [{"month": "2026-10", "net_sales": 9363.0}],
    "next": "/api/v1/ask?measures=net_sales&by=month&offset=1&run=20261031-080000-1",
}
MEASURES: Json = {
    "run": RUN,
    "measures": [
        {
            "name": "average_order",
            "table": "sale",
            "about": "A sum over a count",
            "unit": "EUR",
            "formula": "net_sales / orders",
            "where": "",
            "over_time": "",
            "only_by": "",
        }
    ],
}
DASHBOARDS: Json = {
    "run": RUN,
    "dashboards": [
        {
            "name": "sales",
            "title": {"en": "Sales", "fr": "Ventes"},
            "filters": ["sold_on", "category"],
            "tiles": 11,
        }
    ],
}
DASHBOARD: Json = {
    "run": RUN,
    "name": "sales",
    "title": {"en": "Sales", "fr": "Ventes"},
    "newest": "2026-10-31",
    "period": {"word": "2026-10", "first": "2026-10-01", "last": "2026-10-31"},
    "filters": [{"term": "category", "choices": [{"value": "Teas", "label": "Teas"}]}],
    "tiles": [
        {
            "number": 1,
            "show": "number",
            "title": {"en": "Net sales"},
            "columns": ["net_sales", "net_sales_last_year", "net_sales_change"],
            "by": [],
            "rows": [
                {"net_sales": 9363.0, "net_sales_last_year": 8719.4, "net_sales_change": 0.0738}
            ],
            "labels": {},
            "ignored": ["channel"],
            "is_cut": False,
        }
    ],
}
TABLES: Json = {
    "run": RUN,
    "tables": [
        {
            "name": "sale",
            "kind": "fact",
            "about": "One line of a customer's order",
            "rows": 19055,
            "columns": [
                {"name": "net", "type": "money", "about": "", "unit": "EUR", "personal": ""}
            ],
        }
    ],
}
RUNS: Json = {
    "run": RUN,
    "runs": [
        {
            "run_id": RUN,
            "started_at": "2026-10-31T08:00:00+00:00",
            "finished_at": "2026-10-31T08:00:05+00:00",
            "files_read": 196,
            "records": 77945,
        }
    ],
    "next": "/api/v1/runs?offset=1",
}
HEALTH: Json = {"status": "ok", "run": RUN, "finished_at": "2026-10-31T08:00:05+00:00"}
PROBLEM: Json = {
    "type": "urn:alkasba:error:UnknownName",
    "title": "Not Found",
    "status": 404,
    "detail": "no measure is called 'net_salse'. Did you mean 'net_sales'?",
    "where": "measures",
    "next_step": "See them all: /api/v1/measures",
}


def schema_of(example: object) -> Json:
    """The JSON schema that an example follows.

    >>> schema_of({"rows": [1]})["properties"]["rows"]
    {'type': 'array', 'items': {'type': 'integer'}}
    """
    match example:
        case dict():
            return {"type": "object", "properties": {k: schema_of(v) for k, v in example.items()}}
        case list():
            return {"type": "array"} | ({"items": schema_of(example[0])} if example else {})
        case bool():
            return {"type": "boolean"}
        case int():
            return {"type": "integer"}
        case float():
            return {"type": "number"}
    return {"type": "string"}


def answers(example: Json) -> dict[int | str, Json]:
    """The answers of one address: as in the example, or nothing new, or a problem."""
    told = {"schema": schema_of(example), "example": example}
    problem = {"schema": schema_of(PROBLEM), "example": PROBLEM}
    wrong = {"content": {"application/problem+json": problem}}
    return {
        200: {"description": "The answer", "content": {"application/json": told}},
        304: {"description": "As it was when its ETag was sent"},
        404: wrong | {"description": "Something is named that the shop does not have"},
        422: wrong | {"description": "The question cannot be asked so"},
        503: wrong | {"description": "Nothing is published that can be asked now"},
        504: wrong | {"description": "The question takes too long"},
    }

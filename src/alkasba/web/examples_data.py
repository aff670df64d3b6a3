"""Examples of the answers about the data itself, for the OpenAPI description."""

from alkasba.web.examples import RUN, Json

CATALOGUE: Json = {
    "run": RUN,
    "items": [
        {
            "word": "column:sale.net",
            "kind": "column",
            "name": "net",
            "table": "sale",
            "about": "Calculated: after discount, before tax",
            "type": "money",
            "unit": "EUR",
            "owner": "sales",
            "personal": "",
            "kept": "warehouse",
            "seen_by": ["everyone"],
            "origins": [],
            "made_of": "quantity * unit_price - discount",
            "used_by": ["measure:net_sales"],
        }
    ],
}
LINEAGE: Json = {
    "run": RUN,
    "nodes": [
        {"word": "column:sale.net", "kind": "column", "of": "sale", "name": "net"},
        {"word": "measure:net_sales", "kind": "measure", "of": "sale", "name": "net_sales"},
    ],
    "edges": [["column:sale.net", "measure:net_sales"]],
}
MEMBERS: Json = {
    "run": RUN,
    "table": "product",
    "columns": ["name", "code", "category"],
    "measures": ["net_sales"],
    "rows": [{"name": "Masala chai", "code": "TE-031", "category": "Teas", "net_sales": 1548.23}],
    "next": "/api/v1/tables/product/members?offset=1&run=20261031-080000-1",
}
STATUS: Json = {
    "run": RUN,
    "is_behind": False,
    "runs": [
        {
            "run_id": RUN,
            "started_at": "2026-10-31T08:00:00Z",
            "finished_at": "2026-10-31T08:00:05Z",
            "files_read": 196,
            "records_read": 77945,
            "records": 77945,
            "rejected": 1220,
            "duplicates": 531,
            "deleted": 0,
            "loaded": 76194,
        }
    ],
    "sources": [
        {
            "source": "orders",
            "files": 24,
            "records": 10452,
            "rejected": 206,
            "deleted": 0,
            "newest": "2026-10-31",
            "read_at": "2026-10-31T08:00:02+00:00",
            "due": "2026-11-01T08:00:02+00:00",
            "late": False,
            "differs": [],
        }
    ],
    "tables": [
        {
            "table": "sale",
            "source": "orders",
            "files": 24,
            "records": 10452,
            "rejected": 206,
            "duplicates": 12,
            "deleted": 0,
            "loaded": 10234,
        }
    ],
    "rules": [
        {"table": "sale", "rule": "required:product", "reason": "product is blank", "rows": 24}
    ],
    "duplicates": [{"table": "sale", "why": "duplicate", "rows": 12}],
    "orphans": [{"table": "sale", "column": "product", "rows": 3}],
}
REJECTS: Json = {
    "run": RUN,
    "table": "sale",
    "rule": "required:product",
    "rows": [
        {
            "source": "orders",
            "file": "orders/2026-10.csv",
            "line": 42,
            "rule": "required:product",
            "reason": "product is blank",
            "row": '{"order_id": "K1", "product": null}',
            "next_step": "Correct the line in the origin.",
        }
    ],
    "next": None,
}

"""Examples of what searches answer, for the OpenAPI description."""

from alkasba.web.examples import Json

DOCUMENT: Json = {
    "code": "TE-003",
    "name": "Moroccan mint",
    "category": "Teas",
    "supplier": {"code": "S02", "name": "Val de Drôme Herbes"},
    "list_price": "4.80",
}
SEARCH: Json = {
    "index": "index_products",
    "way": "all",
    "total": 6,
    "items": [
        {
            "key": "TE-003",
            "score": 11.7,
            "document": DOCUMENT,
            "highlights": {"name": "Moroccan <mark>mint</mark>"},
        }
    ],
    "facets": {
        "category": {
            "kind": "values",
            "counts": [{"value": "Teas", "count": 3, "is_chosen": False}],
        }
    },
    "next": "/api/v1/products?q=mint&after=WyI0",
    "took_ms": 4.2,
}
SUGGEST: Json = {
    "index": "products",
    "items": [
        {
            "key": "TE-001",
            "name": "Peppermint leaves",
            "highlight": "<mark>Peppermint</mark> leaves",
        }
    ],
    "took_ms": 2.1,
}
MEMBER: Json = {"key": "TE-003", "document": DOCUMENT, "took_ms": 0.8}

"""Answers of Shopify's GraphQL Admin API, made from answers of the older one."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.origins.graphql import Query, Refused, connection, resolve
from tests.origins.server import Asked, Reply, reply


@dataclass
class Purse:
    """The cost that may be asked for; `restore` stands for time that passes."""

    most: float = 1000
    left: float = 1000
    pace: float = 50
    pauses: list[float] = field(default_factory=list)

    def restore(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.left = min(self.most, self.left + seconds * self.pace)


@dataclass
class Shopify:
    """The API: what stands at its root, and what a query costs."""

    root: dict[str, Any]
    purse: Purse = field(default_factory=Purse)
    cost: float = 10
    token: str = ""

    def __call__(self, asked: Asked) -> Reply:
        if self.token and asked.headers.get("x-shopify-access-token") != self.token:
            return reply({"errors": "[API] Invalid API key or access token"}, status=401)
        if self.purse.left < self.cost:
            error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
            return reply({"errors": [error], "extensions": self._told()})
        self.purse.left -= self.cost
        try:
            query = Query(asked.body["query"], asked.body["variables"])
            data = resolve(self.root, query.fields)
        except Refused as error:
            told = {"message": str(error), "locations": [{"line": 3, "column": 5}]}
            return reply({"errors": [told]})
        return reply({"data": data, "extensions": self._told()})

    def _told(self) -> dict[str, Any]:
        status = {
            "maximumAvailable": self.purse.most,
            "currentlyAvailable": self.purse.left,
            "restoreRate": self.purse.pace,
        }
        return {"cost": {"requestedQueryCost": self.cost, "throttleStatus": status}}


def money(amount: Any) -> dict[str, Any]:
    return {"shopMoney": {"amount": str(amount), "currencyCode": "USD"}}


def answers(folder: Path) -> Shopify:
    """The documented answers below `folder`, as the newer API would tell them."""

    def read(name: str) -> Any:
        found = json.loads((folder / f"{name}.json").read_text())
        return next(iter(found.values())) if isinstance(found, dict) else found

    refund = _refund(read("refund"))
    product = read("product")
    variants = [_variant(one, product) for one in product["variants"]]
    places = {one["id"]: _location(one) for one in read("locations")}
    levels = read("inventory_levels")
    items = [_item(number, variants, levels, places) for number in (39072856, 808950810)]
    return Shopify(
        {
            "orders": _later([_order(read("order"), [refund])]),
            "productVariants": connection(variants),
            "customers": connection([_customer(one) for one in read("customers_search")]),
            "locations": connection(list(places.values())),
            "inventoryItems": connection(items),
        }
    )


def _later(orders: list[Any]) -> Any:
    def page(first: int, after: str | None = None, query: str | None = None, **_: Any) -> Any:
        moment = (query or "").partition("'")[2].strip("'")
        rows = [order for order in orders if order["updatedAt"] >= moment]
        return connection(rows)(first, after)

    return page


def _order(order: dict[str, Any], refunds: list[Any]) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/Order/{order['id']}",
        "legacyResourceId": str(order["id"]),
        "createdAt": "2008-01-10T16:00:00Z",
        "updatedAt": "2008-01-10T16:00:00Z",
        "cancelledAt": None,
        "test": order["test"],
        "displayFinancialStatus": order["financial_status"].upper(),
        "currencyCode": order["currency"],
        "customer": {"legacyResourceId": str(order["customer"]["id"])},
        "billingAddress": {"countryCodeV2": order["billing_address"]["country_code"]},
        "totalShippingPriceSet": money(order["shipping_lines"][0]["price"]),
        "totalTaxSet": money(order["total_tax"]),
        "totalPriceSet": money(order["total_price"]),
        "lineItems": connection([_line(line) for line in order["line_items"]]),
        "refunds": lambda first: refunds[:first],
    }


def _line(line: dict[str, Any]) -> dict[str, Any]:
    total = money(line["price"])
    return {
        "id": f"gid://shopify/LineItem/{line['id']}",
        "quantity": line["quantity"],
        "variant": {"legacyResourceId": str(line["variant_id"])},
        "originalTotalSet": total,
        "discountedTotalSet": lambda withCodeDiscounts: total,  # noqa: N803
    }


def _refund(refund: dict[str, Any]) -> dict[str, Any]:
    return {
        "legacyResourceId": str(refund["id"]),
        "createdAt": "2016-06-20T17:35:06Z",
        "totalRefundedSet": money(refund["transactions"][0]["amount"]),
    }


def _variant(variant: dict[str, Any], product: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/ProductVariant/{variant['id']}",
        "legacyResourceId": str(variant["id"]),
        "displayName": f"{product['title']} - {variant['title']}",
        "sku": variant["sku"],
        "price": variant["price"],
        "product": {
            "legacyResourceId": str(product["id"]),
            "title": product["title"],
            "productType": product["product_type"],
            "vendor": product["vendor"],
            "status": "ACTIVE",
        },
    }


def _customer(customer: dict[str, Any]) -> dict[str, Any]:
    address = customer["default_address"]
    return {
        "id": f"gid://shopify/Customer/{customer['id']}",
        "legacyResourceId": str(customer["id"]),
        "createdAt": customer["created_at"],
        "firstName": customer["first_name"],
        "lastName": customer["last_name"],
        "defaultEmailAddress": {"emailAddress": customer["email"]},
        "defaultPhoneNumber": None,
        "defaultAddress": {
            "address1": address["address1"],
            "zip": address["zip"],
            "city": address["city"],
            "countryCodeV2": address["country_code"],
        },
    }


def _location(place: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/Location/{place['id']}",
        "legacyResourceId": str(place["id"]),
        "name": place["name"],
        "isActive": True,
        "address": {"city": place["city"], "countryCode": place["country_code"]},
    }


def _item(number: int, variants: list[Any], levels: list[Any], places: Any) -> dict[str, Any]:
    told = [
        {
            "location": {"legacyResourceId": str(level["location_id"])},
            "quantities": lambda names, level=level: [{"quantity": level["available"]}],
        }
        for level in levels
        if level["inventory_item_id"] == number
    ]
    return {
        "id": f"gid://shopify/InventoryItem/{number}",
        "unitCost": {"amount": "25.00"},
        "variant": {"legacyResourceId": str(number)},
        "inventoryLevels": connection(told),
    }

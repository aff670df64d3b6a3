"""A shop that is paid in several currencies: sales with a currency column, and daily rates."""

from pathlib import Path

from tests.shop_builder import PRODUCT, ShopFolder, small_shop

SALE = """
kind = "fact"
key = ["order_id"]
day = "sold_on"
[columns]
order_id = { type = "code" }
sold_on = { type = "day" }
currency = { type = "code", case = "upper", missing = "EUR" }
paid = { type = "money", required = true, currency = "currency" }
[measures]
sales = { formula = "sum(paid)" }
"""
RATE = """
kind = "fact"
key = ["day", "currency"]
day = "day"
[columns]
day = { type = "day" }
currency = { type = "code", case = "upper" }
rate = { type = "number" }
"""
SALES_SOURCE = 'kind = "csv"\nfiles = ["data/sales/*.csv"]\n[feeds.sale]\n'
RATES_SOURCE = 'kind = "csv"\nfiles = ["data/rates/*.csv"]\n[feeds.rate]\n'
SHOP = 'name = "Test"\ncurrency = "{currency}"\ntimezone = "Europe/Paris"\n'
RATES = '[rates]\nquoted = "currency per base"\n'
HEADER = "order_id,sold_on,currency,paid"


def currency_shop(
    folder: Path, *, currency: str = "EUR", rates: str = RATES, **files: str
) -> ShopFolder:
    """A shop with sales and rates; `rates` is what shop.toml says of them."""
    declared = {
        "shop": SHOP.format(currency=currency) + rates,
        "tables__sale": SALE,
        "tables__rate": RATE,
        "tables__product": PRODUCT,
        "sources__sales": SALES_SOURCE,
        "sources__rates": RATES_SOURCE,
    }
    return small_shop(folder, **(declared | files))


def sales(shop: ShopFolder, *rows: str, name: str = "2025-01.csv") -> None:
    """A file of sales: order, day, currency, amount."""
    shop.sales(name, *rows, header=HEADER)


def rates(shop: ShopFolder, *rows: str, name: str = "rates.csv") -> None:
    """A file of rates: day, currency, rate."""
    shop.write(f"data/rates/{name}", "\n".join(["day,currency,rate", *rows, ""]))


def amounts(shop: ShopFolder) -> dict[str, str]:
    """What each order paid in the shop's currency, all digits."""
    return dict(shop.rows("SELECT order_id, paid::VARCHAR FROM sale ORDER BY 1"))


def rules(shop: ShopFolder) -> dict[int, str]:
    """Line and rule of the rejects."""
    return {line: rule for _, line, rule in shop.rejects()}

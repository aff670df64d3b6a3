"""A shop whose people have tastes that are known: those of teas, and those of spices."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from alkasba.flows.recommend.answering import Answering, Asked
from alkasba.flows.recommend.training import Trained, train_model
from alkasba.flows.serving import Edition
from alkasba.flows.stream.message import change_of
from alkasba.flows.stream.running import produce
from alkasba.model.recommend import learnt
from alkasba.stream import open_log
from tests.shop_builder import ShopFolder, small_shop

SALE = """
kind = "fact"
key = ["order_id", "line"]
day = "sold_on"
[columns]
order_id = { type = "code" }
line = { type = "whole" }
sold_on = { type = "day", required = true }
product = { refers = "product", required = true }
customer = { refers = "customer" }
status = { type = "choice", choices = ["paid", "cancelled"] }
quantity = { type = "whole", required = true, at_least = 1 }
[measures]
units = { formula = "sum(quantity)" }
"""
RECOMMEND = """
[recommend]
who = "customer"
what = "product"
together = "order_id"
pieces = "quantity"
where = "status <> 'cancelled'"
less = { of = "refund", same = "order_id", pieces = "quantity" }
offer = "not is_withdrawn"
alike = ["category"]
category = "category"
price = "price"
country = "country"
objects = "objects"
restricted = "restricted"
least_people = 3
"""
REFUND = """
kind = "fact"
key = ["refund_id"]
day = "refunded_on"
[columns]
refund_id = { type = "code" }
order_id = { type = "code" }
refunded_on = { type = "day", required = true }
product = { refers = "product", required = true }
quantity = { type = "whole", required = true, at_least = 1 }
[measures]
refunds = { formula = "sum(quantity)" }
"""
PRODUCT = """
kind = "dimension"
key = ["code"]
label = "name"
[columns]
code = { type = "code", case = "upper" }
name = { type = "text" }
category = { type = "text" }
price = { type = "money" }
is_withdrawn = { type = "flag", missing = false }
"""
CUSTOMER = """
kind = "dimension"
key = ["customer_id"]
[columns]
customer_id = { type = "code", personal = "identifier", case = "upper" }
country = { type = "code", personal = "location", case = "upper" }
objects = { type = "flag", missing = false }
restricted = { type = "flag", missing = false }
"""
SEARCH = """
[search]
facets = ["category"]
learnt = ["similar", "together", "popular"]
"""
CSV = 'kind = "csv"\nfiles = ["data/{0}.csv"]\n[feeds.{1}]\n'
TEAS = tuple(f"T{n}" for n in range(8))
SPICES = tuple(f"S{n}" for n in range(8))
FIRST_DAY = date(2026, 1, 1)
DAYS = 240
OBJECTING, RESTRICTED = "C3", "R1"
LONELY, UNSOLD, WITHDRAWN = "L1", "N1", "T7"
"""What one person alone has bought, what nobody has, and what is not sold any more."""
ARRIVALS = tuple(f"N{n}" for n in range(2, 6))
Line = tuple[str, str, str, str]


def recommend_shop(folder: Path, *, people: int = 60, **files: str) -> ShopFolder:
    """The shop before its first run; people with even numbers buy teas, the others spices."""
    declared = {
        "tables__sale": SALE + RECOMMEND,
        "tables__refund": REFUND,
        "tables__product": PRODUCT,
        "tables__customer": CUSTOMER,
        "sources__sales": CSV.format("sales", "sale"),
        "sources__refunds": CSV.format("refunds", "refund"),
        "sources__products": CSV.format("products", "product"),
        "sources__customers": CSV.format("customers", "customer"),
        "alkasba": '[recommend]\ntrain = "never"\n',
    }
    shop = small_shop(folder, **(declared | files))
    shop.write("data/products.csv", "\n".join(["code,name,category,price,is_withdrawn", *_shelf()]))
    members = [
        f"C{n},{'BE' if n % 3 else 'FR'},{'yes' if f'C{n}' == OBJECTING else 'no'},no"
        for n in range(people)
    ]
    header, restricted = "customer_id,country,objects,restricted", f"{RESTRICTED},BE,no,yes"
    shop.write("data/customers.csv", "\n".join([header, *members, restricted, ""]))
    put_sales(shop, _lines(people))
    shop.write("data/refunds.csv", "refund_id,order_id,refunded_on,product,quantity\n")
    (folder / "alkasba.key").write_text("ab" * 32)
    (folder / "alkasba.key").chmod(0o600)
    return shop


def put_sales(shop: ShopFolder, lines: list[Line]) -> None:
    """Lines of sales: order, day, product, customer, all of one piece."""
    rows = [f"{o},{at},{day},{p},{who},paid,1" for at, (o, day, p, who) in enumerate(lines)]
    header = "order_id,line,sold_on,product,customer,status,quantity"
    shop.write("data/sales.csv", "\n".join([header, *rows, ""]))


def _shelf() -> list[str]:
    rows = [f"{code},Tea {code},Teas,{n + 1},no" for n, code in enumerate(TEAS)]
    rows += [f"{code},Spice {code},Spices,{n + 10},no" for n, code in enumerate(SPICES)]
    rows += [f"{LONELY},Lonely tea,Teas,3,no", f"{UNSOLD},Unsold tea,Teas,4,no", ""]
    return [row.replace("7,Teas,8,no", "7,Teas,8,yes") for row in rows]


def _lines(people: int) -> list[Line]:
    """Each person buys of one kind alone, a few favourites again and again."""
    chance, lines = Random(1), []
    for person in range(people):
        kind = TEAS if person % 2 == 0 else SPICES
        favourites = chance.sample(kind, 3)
        for visit in range(8):
            day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
            basket = {chance.choice(favourites), chance.choice(kind)}
            # What goes with what: whoever takes the second of a kind takes the third with it.
            basket |= {kind[2]} if kind[1] in basket else set()
            for product in sorted(basket):
                lines.append((f"O{person}-{visit}", str(day), product, f"C{person}"))
    lines.append(("O-lonely", str(FIRST_DAY), LONELY, "C1"))
    lines += [
        (f"O-restricted-{n}", str(FIRST_DAY), kind, RESTRICTED) for n, kind in enumerate(TEAS)
    ]
    return lines


def trained_shop(folder: Path, *, people: int = 60) -> tuple[ShopFolder, Trained]:
    """The shop with a model that speaks."""
    shop = recommend_shop(folder, people=people)
    shop.run()
    return shop, train_model(shop.open(), accept=True, clock=shop.clock)


def shop_of_arrivals(folder: Path, share: float = 0.2) -> ShopFolder:
    """The shop with a model, some teas that nobody has bought yet, and places for them."""
    sale = f"{SALE}{RECOMMEND}new_share = {share}\n"
    shop = recommend_shop(folder, tables__sale=sale)
    rows = [*_shelf()[:-1], *(f"{code},Fresh tea {code},Teas,5,no" for code in ARRIVALS), ""]
    shop.write("data/products.csv", "\n".join(["code,name,category,price,is_withdrawn", *rows]))
    shop.run()
    train_model(shop.open(), accept=True, clock=shop.clock)
    return shop


def indexed_shop(folder: Path, *, learnt: bool = True) -> ShopFolder:
    """The shop after its first run; its products are streamed with what is learnt of them."""
    search = SEARCH if learnt else SEARCH.replace("learnt =", "# learnt =")
    shop = recommend_shop(folder, tables__product=PRODUCT + search)
    shop.run()
    return shop


def told_documents(shop: ShopFolder) -> tuple[int, dict[str, dict[str, Any]]]:
    """How many documents a round tells, and all that the log holds then."""
    (done,) = produce(shop.open())
    told = {}
    for received in open_log(shop.open().settings).read_all("alkasba.product"):
        change = change_of(received.message)
        told[change.id] = json.loads(change.document or b"{}")
    return done.sent, told


def asked(shop: ShopFolder, edition: Edition) -> Asked:
    """What answers for the shop at an edition."""
    said = learnt(edition.shop)
    assert said is not None
    return Answering(shop.open().settings.build).at(edition, said, "")

"""How often two products meet in an order, by month, whatever runs came before."""

from collections import Counter
from datetime import date
from itertools import permutations
from pathlib import Path
from random import Random

import pytest

from alkasba.derive.pairs import AT_MOST
from tests.shop_builder import SALE, ShopFolder, small_shop

PAIR = """
about = "Two products in one order"
kind = "fact"
pairs = { of = "sale", same = "order_id", item = "product", where = "quantity < 9" }
[measures]
orders_together = { formula = "sum(together)" }
orders_of_one   = { formula = "orders", only_by = ["product"] }
orders_of_other = { formula = "orders", only_by = { with_product = "product" } }
all_orders      = { formula = "orders", only_by = [] }
lift            = { formula = "orders_together * all_orders / (orders_of_one * orders_of_other)" }
"""
PRODUCTS = "code,name,category\n" + "".join(f"P{n},Tea {n},Tea\n" for n in range(1, 6))
Line = tuple[str, int, str, str, int]


def shop_of(folder: Path) -> ShopFolder:
    shop = small_shop(folder, tables__pair=PAIR, tables__sale=SALE)
    shop.write("data/products.csv", PRODUCTS)
    return shop


def write(shop: ShopFolder, name: str, lines: list[Line]) -> None:
    shop.sales(name, *(f"{order},{n},{on},{product},{q},1" for order, n, on, product, q in lines))


def some_lines(chance: Random, orders: int) -> list[Line]:
    """Orders of up to four lines; P9 is in no list of products, nine pieces do not count."""
    lines = []
    for number in range(orders):
        for line in range(chance.randint(1, 4)):
            on = f"2026-0{chance.randint(1, 3)}-{chance.randint(1, 28):02}"
            product = chance.choice(["P1", "P2", "P3", "P4", "P9"])
            lines.append((f"A{number}", line, on, product, chance.choice([1, 2, 9])))
    return lines


def expected(lines: list[Line]) -> dict[tuple[date, str, str], int]:
    met: dict[str, set[tuple[str, str]]] = {}
    for order, _, on, product, quantity in lines:
        if quantity < 9 and product != "P9":
            met.setdefault(order, set()).add((on, product))
    found: Counter[tuple[date, str, str]] = Counter()
    for rows in met.values():
        month = date.fromisoformat(min(on for on, _ in rows)).replace(day=1)
        found.update((month, *two) for two in permutations({p for _, p in rows}, 2))
    return dict(found)


def stored(shop: ShopFolder) -> dict[tuple[date, str, str], int]:
    rows = shop.rows("SELECT sold_on, product, with_product, together FROM pair")
    found = {(on, product, other): together for on, product, other, together in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_pairs_are_those_of_the_rows_whatever_runs_came_before(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    shop = shop_of(tmp_path)
    files: dict[str, list[Line]] = {}
    for _ in range(4):
        name = chance.choice(["a.csv", "b.csv"])
        files[name] = some_lines(chance, chance.randint(0, 12))
        # Orders of two files are told apart, so that no row replaces one of the other file.
        files[name] = [(f"{name[0]}{order}", *rest) for order, *rest in files[name]]
        write(shop, name, files[name])
        shop.run()
        assert stored(shop) == expected([line for lines in files.values() for line in lines])


def test_only_months_that_changed_are_made_anew(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    write(shop, "a.csv", [("A1", 1, "2026-01-05", "P1", 1), ("A1", 2, "2026-01-05", "P2", 1)])
    shop.run()
    before = shop.rows("SELECT _file FROM pair WHERE sold_on = DATE '2026-01-01'")
    write(shop, "b.csv", [("B1", 1, "2026-02-05", "P1", 1), ("B1", 2, "2026-02-05", "P3", 1)])
    shop.run()
    assert shop.rows("SELECT _file FROM pair WHERE sold_on = DATE '2026-01-01'") == before
    (shop.folder / "data/sales/a.csv").unlink()
    shop.run()
    assert set(stored(shop)) == {
        (date(2026, 2, 1), "P1", "P3"),
        (date(2026, 2, 1), "P3", "P1"),
    }


def test_a_list_of_everything_tells_of_no_pair(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    products = [f"P{n}" for n in range(AT_MOST + 1)]
    shop.write(
        "data/products.csv", "code,name,category\n" + "".join(f"{p},x,y\n" for p in products)
    )
    write(shop, "a.csv", [("A1", n, "2026-01-05", p, 1) for n, p in enumerate(products)])
    shop.run()
    assert stored(shop) == {}


def test_lift_says_how_much_more_often_they_meet_than_by_chance(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    lines: list[Line] = []
    for number, products in enumerate((("P1", "P2"), ("P1", "P2"), ("P1", "P3"), ("P4",))):
        lines += [(f"A{number}", n, "2026-01-05", p, 1) for n, p in enumerate(products)]
    write(shop, "a.csv", lines)
    shop.run()
    asked = shop.ask("orders_together", "lift", by=("product", "with_product"))
    found = {(one, other): (together, lift) for one, other, together, lift in asked}
    assert found["P1", "P2"] == (2, pytest.approx(2 * 4 / (3 * 2)))
    assert found["P3", "P1"] == (1, pytest.approx(1 * 4 / (1 * 3)))


def test_pairs_can_be_declared_later_and_left_out_again(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    write(shop, "a.csv", [("A1", 1, "2026-01-05", "P1", 1), ("A1", 2, "2026-01-05", "P2", 1)])
    shop.run()
    shop.write("tables/pair.toml", PAIR)
    shop.run()
    assert len(stored(shop)) == 2
    shop.write("tables/pair.toml", PAIR.replace("quantity < 9", "quantity > 1"))
    shop.run()
    assert stored(shop) == {}

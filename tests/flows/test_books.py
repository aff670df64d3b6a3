"""What the published warehouse says of itself is what a run told."""

from pathlib import Path

from alkasba.flows.books import published_runs, published_tables
from alkasba.flows.serving import Serving
from tests.shop_builder import PRODUCT, small_shop


def test_tables_and_runs_are_those_that_were_published(tmp_path: Path):
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-31,P1,2,1.25")
    first = shop.run()
    shop.sales("b.csv", "B1,1,2025-01-31,P1,2,1.25")
    second = shop.run()
    with Serving(shop.folder).edition() as edition:
        assert {one["name"]: one["rows"] for one in published_tables(edition)} == second.tables
        runs = published_runs(edition, 10, 0)
        assert [one["run_id"] for one in runs] == [second.run_id, first.run_id]
        assert published_runs(edition, 1, 1) == runs[1:]


def test_what_is_kept_apart_is_named_nowhere(tmp_path: Path):
    hidden = PRODUCT.replace(
        "category = {", 'keeper = { type = "text", personal = "contact" }\ncategory = {'
    )
    shop = small_shop(tmp_path, tables__product=hidden)
    shop.sales("a.csv", "A1,1,2025-01-31,P1,2,1.25")
    shop.write("data/products.csv", "code,name,category,keeper\nP1,Mint,Tea,Jane Roe\n")
    shop.run()
    with Serving(shop.folder).edition() as edition:
        assert "keeper" not in str(published_tables(edition))

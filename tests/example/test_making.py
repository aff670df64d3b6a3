"""What is made fits together: each table has its file, and each count adds up."""

from pathlib import Path

FEEDS = {
    "orders_kiosk.sale",
    "orders_boutique.sale",
    "orders_webshop.sale",
    "products.product",
    "suppliers.supplier",
    "warehouses.warehouse",
    "customers.customer",
    "crm.customer",
    "stock.stock",
    "purchases.purchase",
    "deliveries.delivery",
    "refunds.refund",
    "targets.target",
}


def test_every_source_of_the_shop_is_counted(made):
    folder, planted = made
    sources = {path.stem for path in (folder / "sources").glob("*.toml")}
    assert planted.feeds.keys() == FEEDS
    assert {name.split(".")[0] for name in planted.feeds} == sources


def test_good_answers_are_there_for_every_table_that_is_fed(made):
    folder, planted = made
    tables = {path.stem for path in (folder / "tables").glob("*.toml")}
    assert planted.good.keys() == tables - {"pair"}


def test_nothing_is_left_of_the_work(data: Path):
    assert not (data / ".work").exists()
    assert list(data.rglob("*.part")) == []

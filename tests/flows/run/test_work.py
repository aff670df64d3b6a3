"""What is made is nobody's before it is published."""

from pathlib import Path

from alkasba.flows.run.job import Clock, Job
from alkasba.flows.run.pending import list_origins
from alkasba.flows.run.work import Made, work
from alkasba.report import silent
from tests.shop_builder import small_shop


def test_what_is_not_published_has_not_happened(tmp_path: Path) -> None:
    shop = small_shop(tmp_path)
    shop.sales("a.csv", "A1,1,2025-01-01,P1,1,1.00")
    shop.run()
    before = (tmp_path / "build/warehouse.duckdb").read_bytes()
    shop.sales("b.csv", "A2,1,2025-01-01,P1,1,1.00")

    def count(made: Made) -> int:
        rows = made.copy.workbench.execute("SELECT count(*) FROM shop.sale").fetchall()
        return int(rows[0][0])

    opened = shop.open()
    job = Job(opened, list_origins(opened.shop), (), (), Clock.system(), silent, 0.0)
    assert work(job, count) == 2
    assert (tmp_path / "build/warehouse.duckdb").read_bytes() == before
    assert len(list((tmp_path / "build/runs").iterdir())) == 1
    assert sorted(path.name for path in (tmp_path / "build").iterdir()) == [
        "rejects",
        "run.lock",
        "runs",
        "vault.sqlite",
        "warehouse.duckdb",
    ]

"""One run of the generator: a plan for the whole period, then month after month."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from alkasba.example.answers import add_sales, begin_answers, finish_sales
from alkasba.example.catalogue_files import write_catalogue
from alkasba.example.demand import plan_demand
from alkasba.example.engine import Engine
from alkasba.example.faults import count_order_faults, plant_order_faults
from alkasba.example.order_files import count_order_texts, system_of, write_order_file
from alkasba.example.orders import place_orders, prepare_orders, wish_lines
from alkasba.example.people import members_by_day, plan_people
from alkasba.example.people_files import write_contacts, write_customers
from alkasba.example.period import MONTHS, Month
from alkasba.example.planted import Planted
from alkasba.example.products import read_products, read_suppliers, read_warehouses
from alkasba.example.purchase_files import PurchaseFiles
from alkasba.example.rates import Rates
from alkasba.example.records import begin_records, write_records
from alkasba.example.refunds import add_refunds, begin_refunds, finish_refunds, write_refunds
from alkasba.example.size import Size
from alkasba.example.stock import Shelves
from alkasba.example.stock_files import StockFiles
from alkasba.example.target_files import write_targets

Progress = Callable[[str, int, int], None]
"""Told what is being made, how many steps are done, and how many there are."""


class Making:
    """Makes all files of one size and seed in a folder."""

    def __init__(self, folder: Path, engine: Engine, size: Size, seed: int) -> None:
        self.folder, self.engine, self.size = folder, engine, size
        self.planted = Planted(size.name, seed)
        self.products, self.suppliers = read_products(), read_suppliers()
        self.warehouses = read_warehouses()
        self.stock_files = StockFiles(folder, Random(seed + 1), self.planted)
        self.purchase_files = PurchaseFiles(folder, Random(seed + 2), self.planted)
        self.rates, self.shelves = self._plan(seed)

    def _plan(self, seed: int) -> tuple[Rates, Shelves]:
        plan_people(self.engine, self.size)
        plan_demand(self.engine, self.products, self.warehouses, self.size)
        prepare_orders(self.engine, self.products, members_by_day(self.engine))
        begin_refunds(self.engine)
        begin_answers(self.engine)
        begin_records(self.engine)
        lines = self.engine.numbers("SELECT p, w, sum(lines)::BIGINT FROM demand GROUP BY p, w")
        rates = Rates(self.products, self.suppliers, {(p, w): n for p, w, n in lines})
        shelves = Shelves(self.products, self.warehouses, self.suppliers, rates, Random(seed))
        return rates, shelves

    def make(self, progress: Progress) -> Planted:
        steps = len(MONTHS) + 1
        progress("catalogue and customers", 0, steps)
        write_catalogue(
            self.folder, self.products, self.suppliers, self.warehouses, self.rates, self.planted
        )
        write_targets(self.engine, self.folder, self.products, self.planted)
        write_customers(self.engine, self.folder, self.size, self.planted)
        write_contacts(self.engine, self.folder, self.size, self.planted)
        for done, month in enumerate(MONTHS, start=1):
            progress(str(month), done, steps)
            self._make_month(month)
        self._finish()
        progress("done", steps, steps)
        return self.planted

    def _make_month(self, month: Month) -> None:
        wanted = wish_lines(self.engine, month)
        happened = self.shelves.pass_month(month, wanted)
        self.stock_files.write(month, happened.counts)
        self.purchase_files.write(month, happened.purchases, happened.deliveries)
        system = system_of(month)
        place_orders(self.engine, month, system.letter, happened.cut)
        plant_order_faults(self.engine, self.size)
        write_records(self.engine, is_last_month=month == system.months[-1])
        write_order_file(self.engine, self.folder, month)
        counts = self.planted.feed(system.source, "sale")
        count_order_faults(self.engine, counts)
        count_order_texts(self.engine, month, counts)
        add_sales(self.engine, self.planted, month)
        add_refunds(self.engine)
        write_refunds(self.engine, self.folder, month, self.size, self.planted)

    def _finish(self) -> None:
        self.stock_files.finish()
        self.purchase_files.finish()
        finish_sales(self.engine, self.planted)
        finish_refunds(self.planted)

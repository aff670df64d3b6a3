"""What a run was asked for decides what it reads."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from alkasba.flows.run.job import Clock, Job
from alkasba.flows.run.pending import Origins, file_id, list_origins
from alkasba.report import Hold, silent
from tests.currency_shop import currency_shop, rates, sales

CLOCK = Clock(datetime(2026, 11, 1, 8, tzinfo=UTC))


def job(folder: Path) -> Job:
    shop = currency_shop(folder)
    rates(shop, "2025-01-06,USD,1.25")
    sales(shop, "A,2025-01-07,USD,8", name="2025-01.csv")
    sales(shop, "B,2025-02-07,USD,8", name="2025-02.csv")
    opened = shop.open()
    return Job(opened, list_origins(opened.shop), (), (), CLOCK, silent, 0.0)


def files_of(origins: Origins) -> set[tuple[str, int]]:
    return {("sale", file_id("sales", file)) for file in origins.files["sales"]}


def test_outdated_files_are_read_again_those_of_other_months_and_held_tables_left_out(tmp_path):
    asked = job(tmp_path)
    outdated = files_of(asked.origins)

    def names(asked: Job) -> list[list[str]]:
        return [[file.name[-11:] for file in p.files] for p in asked.outdated(outdated)]

    assert names(asked) == [["2025-01.csv", "2025-02.csv"]]
    assert names(replace(asked, months=("2025-02",))) == [["2025-02.csv"]]
    assert names(replace(asked, held=(Hold("sale", "sales", "why"),))) == []
    assert asked.outdated(()) == []


def test_held_tables_are_neither_read_nor_emptied(tmp_path: Path):
    asked = job(tmp_path)
    held = replace(asked, held=(Hold("sale", "sales", "why"),))
    assert {p.feed.table for p in asked.pending({})} == {"sale", "rate", "product"}
    assert {p.feed.table for p in held.pending({})} == {"rate", "product"}
    assert held.gone({}) == {}


def test_the_day_of_a_run_is_never_before_what_was_seen(tmp_path: Path):
    asked = job(tmp_path)
    assert asked.run_day == "2026-11-01"
    assert replace(asked, seen_until="2026-12-01").run_day == "2026-12-01"

"""One contract for every index: the newest state of each document, under a name that moves."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from alkasba.flows.stream.part import parts_of
from alkasba.flows.stream.running import plan_of
from alkasba.model.index import IndexPlan
from alkasba.ports import Change, Index
from alkasba.search import open_index
from alkasba.settings import read_settings
from tests.services import Server
from tests.shop_builder import ShopFolder
from tests.stream_shop import stream_shop

NUMBERS = count(1)
KINDS = ("embedded", "elasticsearch", "opensearch")


@pytest.fixture(params=KINDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    (tmp_path / "alkasba.toml").write_text("")
    environment = {}
    if request.param != "embedded":
        server: Server = request.getfixturevalue(request.param)
        environment["ALKASBA_SEARCH__URL"] = server.url("")
    opened = open_index(read_settings(tmp_path, environment))
    yield opened
    opened.close()


@pytest.fixture
def plan(tmp_path: Path) -> IndexPlan:
    return made_plan(tmp_path / "shop", f"index_{next(NUMBERS)}")


def made_plan(folder: Path, alias: str, more: str = "") -> IndexPlan:
    stream_shop(folder)
    table = folder / "tables/product.toml"
    table.write_text(table.read_text() + f'index = "{alias}"\n{more}')
    (part,) = parts_of(ShopFolder(folder).open())
    return plan_of(part)


def change(number: int, version: int, price: str = "1.10") -> Change:
    told = f'{{"code": "P{number}", "name": "Mint", "price": {price}}}'
    return Change(f"P{number}", version, told.encode())


def kinds(index: Index, plan: IndexPlan, *changes: Change) -> list[str]:
    return [verdict.kind for verdict in index.write(plan.name, changes)]


def held(index: Index, plan: IndexPlan) -> dict[str, int]:
    index.refresh(plan.name)
    found = dict(index.versions(plan.name))
    assert index.count(plan.name) == len(found)
    return found


def test_what_is_newer_stays(index: Index, plan: IndexPlan) -> None:
    index.make(plan)
    assert kinds(index, plan, change(1, 5), change(2, 5)) == ["done", "done"]
    assert kinds(index, plan, change(1, 4), change(2, 5), change(1, 6)) == [
        "older",
        "older",
        "done",
    ]
    assert held(index, plan) == {"P1": 6, "P2": 5}


def test_what_is_gone_is_remembered(index: Index, plan: IndexPlan) -> None:
    index.make(plan)
    kinds(index, plan, change(1, 5))
    assert kinds(index, plan, Change("P1", 7, None), Change("P9", 3, None)) == ["done", "done"]
    assert kinds(index, plan, change(1, 6), change(9, 2)) == ["older", "older"]
    assert held(index, plan) == {}
    assert kinds(index, plan, change(1, 8)) == ["done"]
    assert held(index, plan) == {"P1": 8}


def test_the_order_within_one_request_counts(index: Index, plan: IndexPlan) -> None:
    index.make(plan)
    told = [change(1, 1), Change("P1", 2, None), change(1, 3), change(1, 2)]
    assert kinds(index, plan, *told) == ["done", "done", "done", "older"]


@pytest.mark.parametrize(
    "document",
    [
        b'{"code": "P1", "colour": "red"}',
        b'{"code": "P1", "maker": {"phone": "1"}}',
        b'{"code": "P1", "stock": "many"}',
        b'{"code": "P1", "stock": 9223372036854775808}',
        b'{"code": "P1", "price": 1e999999999}',
        b'{"code": "P1", "price": "cheap"}',
        b'{"code": "P1", "is_organic": "perhaps"}',
        b'{"code": "P1", "added_on": "yesterday"}',
        b"not json",
        b'{"code": "P1"',
        b'{"code": "P1"}} {"code": {}}',
        b'{"maker": ' * 50_000 + b"1" + b"}" * 50_000,
    ],
)
def test_what_does_not_fit_is_refused_alone(index: Index, plan: IndexPlan, document: bytes) -> None:
    index.make(plan)
    verdicts = index.write(plan.name, [Change("P1", 1, document), change(2, 1)])
    assert [one.kind for one in verdicts] == ["never", "done"]
    assert verdicts[0].why
    assert not any(word in verdicts[0].why for word in ("red", "many", "cheap", "perhaps"))
    assert held(index, plan) == {"P2": 1}


def test_a_name_stands_for_one_index_at_a_time(
    index: Index, plan: IndexPlan, tmp_path: Path
) -> None:
    other = made_plan(tmp_path / "other", plan.alias, 'texts = ["category"]\n')
    assert other.name != plan.name
    assert index.standing(plan.alias) == [""]
    index.make(plan)
    index.make(plan)
    index.stand(plan)
    assert index.standing(plan.alias) == [plan.name]
    index.make(other)
    assert index.standing(plan.alias) == [plan.name, other.name]
    index.stand(other)
    index.stand(other)
    assert index.standing(plan.alias) == [other.name, plan.name]
    index.drop(plan.name)
    assert index.standing(plan.alias) == [other.name]


def test_made_again_it_keeps_what_it_holds(index: Index, plan: IndexPlan) -> None:
    index.make(plan)
    kinds(index, plan, change(1, 1))
    index.make(plan)
    assert held(index, plan) == {"P1": 1}

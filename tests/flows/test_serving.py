"""A shop is served from one run at a time, and read anew when its files change."""

from dataclasses import replace
from pathlib import Path

import pytest

from alkasba.errors import DeclarationError, StoreAway, StoreBehind, StoreSlow
from alkasba.flows.serving import LARGEST_KEPT, Serving
from alkasba.warehouse.readers import NotAtHand
from tests.shop_builder import SALE, ShopFolder, small_shop

ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) AS a, range(10000000) AS b"


@pytest.fixture
def shop(tmp_path: Path) -> ShopFolder:
    found = small_shop(tmp_path)
    found.sales("a.csv", "A1,1,2025-01-31,P1,2,1.25")
    found.run()
    return found


def test_an_edition_is_of_the_run_that_is_published(shop: ShopFolder):
    serving = Serving(shop.folder)
    with serving.edition() as edition:
        assert shop.rows("SELECT run_id FROM alkasba.runs") == [(edition.run,)]
        assert edition.ask("SELECT count(*) FROM sale") == [(1,)]


def test_a_new_run_is_another_edition(shop: ShopFolder):
    serving = Serving(shop.folder)
    with serving.edition() as before:
        pass
    shop.sales("b.csv", "B1,1,2025-02-01,P1,2,1.25")
    shop.run()
    with serving.edition() as after:
        assert after.ask("SELECT count(*) FROM sale") == [(2,)]
    assert before.run != after.run
    assert before.version != after.version


def test_a_word_that_changes_in_the_files_is_another_version_of_the_same_run(shop: ShopFolder):
    serving = Serving(shop.folder)
    with serving.edition() as before:
        pass
    shop.write("tables/sale.toml", f'about = "A line of an order"\n{SALE}')
    with serving.edition() as after:
        assert after.shop.tables["sale"].about == "A line of an order"
    assert (before.run, before.version != after.version) == (after.run, True)


def test_before_the_first_run_there_is_no_edition(tmp_path: Path):
    with pytest.raises(StoreAway), Serving(small_shop(tmp_path).folder).edition():
        pass


def test_a_shop_that_is_declared_otherwise_than_it_was_loaded_is_told(shop: ShopFolder):
    serving = Serving(shop.folder)
    shop.write(
        "tables/sale.toml", SALE.replace("[measures]", 'note = { type = "text" }\n[measures]')
    )
    with pytest.raises(StoreBehind), serving.edition():
        pass


def test_files_that_are_wrong_are_told_until_they_are_mended(shop: ShopFolder):
    serving = Serving(shop.folder)
    shop.write("tables/sale.toml", SALE.replace("sum(net)", "sum(nett)"))
    with pytest.raises(DeclarationError, match="mean 'net'"), serving.edition():
        pass
    shop.write("tables/sale.toml", SALE)
    with serving.edition() as edition:
        assert edition.run


def test_files_that_change_between_the_look_and_the_answer_are_read_again(shop, monkeypatch):
    serving = Serving(shop.folder)
    late = serving.declared
    shop.write("tables/sale.toml", SALE.replace("required = true, at_least = 1", "at_least = 1"))
    shop.run()
    monkeypatch.setattr(Serving, "declared", late)
    with serving.edition() as edition:
        assert not edition.shop.tables["sale"].columns["quantity"].required


def test_a_question_that_takes_too_long_is_stopped_and_the_next_is_answered(shop: ShopFolder):
    with Serving(shop.folder).edition() as edition:
        hasty = replace(edition, seconds=0.05)
        with pytest.raises(StoreSlow, match="took longer than"):
            hasty.ask(ENDLESS)
        assert hasty.ask("SELECT 1") == [(1,)]


def test_an_answer_is_kept_for_who_asks_the_same_unless_it_is_large(shop: ShopFolder):
    with Serving(shop.folder).edition() as edition:
        small, large = "SELECT 1", f"SELECT * FROM range({LARGEST_KEPT + 1})"
        assert edition.ask(small) is edition.ask(small)
        assert edition.ask(large) is not edition.ask(large)


def test_an_edition_is_at_hand_until_a_run_or_a_file_is_new(shop: ShopFolder):
    serving = Serving(shop.folder)
    with pytest.raises(NotAtHand), serving.edition_at_hand():
        pass
    with serving.edition() as edition, serving.edition_at_hand() as same:
        assert (same.run, same.version) == (edition.run, edition.version)
    shop.sales("b.csv", "B1,1,2025-02-01,P1,1,1")
    shop.run()
    with pytest.raises(NotAtHand), serving.edition_at_hand():
        pass
    with serving.edition():
        pass
    shop.write("tables/sale.toml", SALE + "\n")
    with pytest.raises(NotAtHand), serving.edition_at_hand():
        pass

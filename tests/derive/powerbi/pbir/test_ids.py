"""Ids follow from names: the same in every build, another for each thing."""

from dataclasses import replace

from alkasba.derive.powerbi.pbir.ids import SIGNS, Ids, sign
from tests.derive import build


def test_the_same_name_has_the_same_id_in_every_build():
    assert sign(build.shop(), "page", "sales") == sign(build.shop(), "page", "sales")


def test_ids_are_short_and_plain():
    told = sign(build.shop(), "page", "sales")
    assert len(told) == SIGNS
    assert set(told) <= set("0123456789abcdef")


def test_another_shop_has_other_ids():
    other = replace(build.shop(), name="Spices")
    assert sign(build.shop(), "page", "sales") != sign(other, "page", "sales")


def test_what_is_called_alike_on_one_page_is_told_apart():
    ids = Ids(build.shop(), "sales")
    assert ids.visual("bars") != ids.visual("bars")


def test_another_page_has_other_ids():
    first, second = Ids(build.shop(), "one"), Ids(build.shop(), "two")
    assert first.visual("bars") != second.visual("bars")
    assert first.page() != second.page()
    assert first.report("periods") == second.report("periods")


def test_a_part_belongs_to_the_next_visual_of_its_name():
    ids = Ids(build.shop(), "sales")
    first = ids.inside("bars", "filter")
    assert first == ids.inside("bars", "filter")
    ids.visual("bars")
    assert first != ids.inside("bars", "filter")

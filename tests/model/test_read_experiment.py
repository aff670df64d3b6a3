from pathlib import Path

import pytest

from alkasba.model.recommend import learnt
from tests.model.test_recommend import LEAST, declared
from tests.recommend_shop import SALE, recommend_shop

ARMS = """
[recommend.experiment]
name = "spring"
control = "popular"
days = 7
[recommend.experiment.arms]
popular = { share = 0.5, shows = "popular" }
spread = { share = 0.25, diversity = 0.3, bought = "new" }
"""


def test_arms_are_read_as_they_are_written(tmp_path: Path):
    shop = recommend_shop(tmp_path, tables__sale=SALE + LEAST + ARMS).open().shop
    said = learnt(shop)
    assert said is not None and (tried := said.recommend.experiment) is not None
    assert [arm.name for arm in tried.arms] == ["popular", "spread"]
    assert (tried.control, tried.days) == ("popular", 7)
    assert (tried.arms[1].diversity, tried.arms[1].bought, tried.arms[0].bought) == (
        0.3,
        "new",
        None,
    )


def test_weights_are_read(tmp_path: Path):
    text = SALE + LEAST + "events = { clicked = 0.2, bought = 0 }\n"
    said = learnt(recommend_shop(tmp_path, tables__sale=text).open().shop)
    assert said is not None and said.recommend.events == {"clicked": 0.2}


@pytest.mark.parametrize(
    ("recommend", "what"),
    [
        (LEAST + "events = { shown = 1 }\n", "tells nothing of what is wanted"),
        (LEAST + "events = { clicked = -1 }\n", "a weight from 0 to 1"),
        (LEAST + "events = { clicked = true }\n", "a weight from 0 to 1"),
        (LEAST + "events = { clicked = nan }\n", "a weight from 0 to 1"),
        (LEAST + "events = { clikced = 1 }\n", "Did you mean 'clicked'?"),
        (LEAST + ARMS.replace("spring", "a b"), "a name of at most 60"),
        (LEAST + ARMS.replace('control = "popular"', 'control = "populr"'), "mean 'popular'?"),
        (LEAST + ARMS.replace("0.25", "0.6"), "the shares are 1.1 in all"),
        (LEAST + ARMS.replace("share = 0.25, ", ""), "say the share of the people"),
        (LEAST + ARMS.replace("days = 7", "days = 0"), "a number of days from 1"),
        (LEAST + ARMS.replace('"popular" }', '"nothing" }'), "not one of model, popular"),
        (LEAST + ARMS.replace('"new"', '"old"'), "not one of any, new, again"),
        (LEAST + ARMS.partition("spread")[0], "at least two arms"),
        (LEAST + ARMS.replace("diversity = 0.3", "diversity = 3"), "a share from 0 to 1"),
    ],
)
def test_mistakes_are_told_where_they_stand(tmp_path, recommend, what):
    told = declared(tmp_path, recommend)
    assert what in told and "tables/sale.toml, recommend" in told

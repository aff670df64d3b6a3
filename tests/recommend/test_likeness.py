"""What is said of products alike is added up, each product beside all others."""

import numpy as np
import pytest

from alkasba.recommend.alike import content
from alkasba.recommend.likeness import add_said
from tests.recommend.build import whole


def test_it_is_added_to_what_stands_there_and_nothing_to_the_product_itself():
    said = content([{"tea", "mint"}, {"tea", "mint"}, {"pot"}])
    rows = np.full((2, 3), 0.5, np.float32)
    how = said.start, said.word, said.weight, said.starts, said.product, said.weights
    add_said(rows, whole(1, 2), *how)
    assert rows[0] == pytest.approx([1.5, 0.5, 0.5])
    assert rows[1].tolist() == [0.5, 0.5, 0.5]

import pytest

from alkasba.errors import UnknownName
from alkasba.flows.recommend.asking import Recommender, declared
from alkasba.flows.recommend.suggested import Wanted
from alkasba.flows.serving import Serving
from tests.shop_builder import small_shop


def test_the_model_that_speaks_is_found_and_named(taught):
    serving = Serving(taught.folder)
    try:
        with serving.edition() as edition:
            recommender = Recommender(serving.settings.build)
            asking = recommender.at(edition)
            assert recommender.at(edition, asking.version).version == asking.version
            assert asking.products == "product"
            assert asking.popular(Wanted(limit=1)).model == asking.version
    finally:
        serving.close()


def test_a_shop_that_recommends_nothing_is_told_what_to_declare(tmp_path):
    with pytest.raises(UnknownName, match="no fact of this shop") as refused:
        declared(small_shop(tmp_path).open().shop)
    assert "docs/how/recommend-products.md" in refused.value.next_step

from collections.abc import Iterator

import httpx
import jsonschema
import pytest

from alkasba.web import examples_recommend as examples
from alkasba.web.examples import schema_of
from tests.recommend_shop import trained_shop
from tests.served_shop import serving
from tests.web.test_examples import without_free

ANSWERS = {
    "/api/v1/recommendations/popular": examples.POPULAR,
    "/api/v1/recommendations/customers/C0": examples.CUSTOMER,
    "/api/v1/product/T1/similar": examples.SIMILAR,
    "/api/v1/product/T1/together": examples.TOGETHER,
    "/api/v1/recommendations/model": examples.MODEL,
}


@pytest.fixture(scope="module")
def suggesting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    shop, _ = trained_shop(tmp_path_factory.mktemp("examples"))
    with serving(shop.folder) as address, httpx.Client(base_url=address) as client:
        yield client


@pytest.mark.parametrize("address", ANSWERS)
def test_an_example_is_what_is_answered(suggesting, address):
    found = suggesting.get(address).json()
    jsonschema.validate(found, without_free(schema_of(ANSWERS[address])))
    assert set(ANSWERS[address]) <= set(found)


def test_the_description_names_each_address_and_the_body_of_a_basket(suggesting):
    told = suggesting.get("/api/v1/openapi.json").json()
    basket = told["paths"]["/api/v1/recommendations/basket"]["post"]
    assert basket["requestBody"]["required"]
    assert "403" in told["paths"]["/api/v1/recommendations/customers/{key}"]["get"]["responses"]
    assert "/api/v1/{products}/{key}/similar" in told["paths"]

import jsonschema
import pytest

from alkasba.web import examples_data
from alkasba.web.examples import schema_of
from tests.web.test_examples import without_free

ANSWERS = {
    "/api/v1/catalogue": examples_data.CATALOGUE,
    "/api/v1/lineage?of=measure:net_sales": examples_data.LINEAGE,
    "/api/v1/tables/product/members": examples_data.MEMBERS,
    "/api/v1/status": examples_data.STATUS,
}


@pytest.mark.parametrize("address", ANSWERS)
def test_an_example_is_what_is_answered(site, address):
    found = site.get(address).json()
    for source in found.get("sources", ()):
        # Without `every` nothing is due, and a dimension has no newest day.
        source |= {name: source[name] or "" for name in ("due", "newest")}
    jsonschema.validate(found, without_free(schema_of(ANSWERS[address])))
    assert set(found) == set(ANSWERS[address])

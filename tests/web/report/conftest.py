"""Reports of the served shop, whose products have names that mean harm."""

from functools import partial

import pytest

from alkasba.flows.serving import Serving
from tests.served_shop import report_of_shop


@pytest.fixture(scope="session")
def serving(shop):
    """The loaded shop, as it is served."""
    found = Serving(shop.folder)
    yield found
    found.close()


@pytest.fixture
def report(shop):
    """A report of the dashboard `sales`; `report(language="ar", period="2026")` for another."""
    return partial(report_of_shop, shop.folder)

"""Four tellings of each measure of random shops agree: `ask`, PostgreSQL, the web API, and DAX."""

from pathlib import Path

import pytest

from tests.services import Server
from tests.tellings import Place, tell

SHOPS = 10


@pytest.mark.slow
def test_four_tellings_of_each_measure_agree(postgres: Server, tmp_path: Path) -> None:
    tally = tell(Place(postgres, tmp_path), examples=SHOPS, number=None)
    assert tally.told["shops"] >= SHOPS // 2, tally
    assert tally.told["rows of the API"] == tally.told["rows of PostgreSQL"] > 100, tally
    # Were most of it left out, all could agree and nothing be known.
    assert tally.told["values of DAX"] > 300, tally
    assert tally.told["measures in DAX"] > 0.7 * tally.told["measures of ask"], tally

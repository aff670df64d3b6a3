import pyarrow.parquet as pq
import pytest

from alkasba.errors import StoreError
from alkasba.flows.recommend.exporting import LAYOUT, export
from alkasba.flows.recommend.suggested import Wanted
from alkasba.flows.recommend.training import train_model
from alkasba.flows.serving import Serving
from alkasba.privacy.pseudonym import pseudonym, read_key
from tests.flows.recommend.events.test_taking import ARMS
from tests.recommend_shop import (
    OBJECTING,
    RECOMMEND,
    RESTRICTED,
    SALE,
    WITHDRAWN,
    asked,
    recommend_shop,
)


def test_everyone_who_may_be_suggested_to_is_in_the_file(asking, taught, tmp_path):
    target = tmp_path / "all.parquet"
    rows = export(asking, target, limit=5)
    found = pq.read_table(target)
    assert found.schema.equals(LAYOUT) and found.num_rows == rows
    people = set(found["person"].to_pylist())
    assert len(people) == 59
    secret = read_key(taught.folder / "alkasba.key")
    assert not people & {pseudonym(OBJECTING, secret), pseudonym(RESTRICTED, secret)}
    assert WITHDRAWN not in found["product"].to_pylist()
    assert set(found["model"].to_pylist()) == {asking.version}
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("limit", [5, 100])
def test_people_have_in_the_file_what_they_are_answered(asking, tmp_path, limit):
    export(asking, tmp_path / "all.parquet", limit=limit)
    rows = pq.read_table(tmp_path / "all.parquet").to_pylist()
    for person in {row["person"] for row in rows}:
        answered = asking.person(person, Wanted(limit=limit))
        hers = [row for row in rows if row["person"] == person]
        assert [row["product"] for row in hers] == [item.key for item in answered.items]
        assert {row["recommendation"] for row in hers} == {answered.recommendation}


def test_a_place_that_cannot_be_written_is_told(asking, tmp_path):
    with pytest.raises(StoreError, match="cannot be written"):
        export(asking, tmp_path / "nowhere" / "all.parquet", limit=5)


def test_a_list_says_its_id_and_who_is_in_an_arm_gets_what_the_arm_shows(tmp_path):
    shop = recommend_shop(tmp_path / "shop", tables__sale=SALE + RECOMMEND + ARMS)
    shop.run()
    train_model(shop.open(), accept=True, clock=shop.clock)
    serving = Serving(shop.folder)
    try:
        with serving.edition() as edition:
            asking = asked(shop, edition)
            export(asking, tmp_path / "all.parquet", limit=5)
            rows = pq.read_table(tmp_path / "all.parquet").to_pylist()
            assert {row["arm"] for row in rows} == {"popular", "model"}
            for row in rows:
                answer = asking.person(row["person"], Wanted(limit=5))
                assert (row["experiment"], row["arm"]) == (answer.experiment, answer.arm)
                assert row["recommendation"] == answer.recommendation
            assert {row["source"] for row in rows if row["arm"] == "popular"} == {"popular"}
    finally:
        serving.close()

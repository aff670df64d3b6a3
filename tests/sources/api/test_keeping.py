"""What is kept: the whole of now, or what each day said."""

from tests.origins.server import Asked, Reply, reply
from tests.sources.api.build import Make

DAYS = 'key = "id"\nkeep = "days"'


def shelf(*levels: int):
    left = list(levels)

    def answers(_: Asked) -> Reply:
        return reply([{"id": 1, "stock": left.pop(0) if len(left) > 1 else left[0]}, {}][:1])

    return answers


def test_each_day_is_kept_beside_the_others(elsewhere: Make) -> None:
    api = elsewhere(shelf(5, 4), DAYS)
    api.fetch()
    api.later(days=1)
    assert api.fetch() == [
        {"id": 1, "stock": 5, "_fetched_on": "2026-11-01"},
        {"id": 1, "stock": 4, "_fetched_on": "2026-11-02"},
    ]


def test_same_level_on_another_day_is_a_level_of_that_day(elsewhere: Make) -> None:
    api = elsewhere(shelf(5), DAYS)
    api.fetch()
    api.later(days=1)
    assert [row["_fetched_on"] for row in api.fetch()] == ["2026-11-01", "2026-11-02"]


def test_last_answer_of_a_day_stands_for_it(elsewhere: Make) -> None:
    api = elsewhere(shelf(5, 4), DAYS)
    api.fetch()
    api.later(hours=2)
    assert [row["stock"] for row in api.fetch()] == [4]


def test_same_answer_on_the_same_day_changes_nothing(elsewhere: Make) -> None:
    api = elsewhere(shelf(5), DAYS)
    api.fetch()
    before = api.extracts.parts()
    api.later(hours=2)
    api.fetch()
    assert api.extracts.parts() == before
    assert len(list(api.extracts.folder.glob("*.zst"))) == 1


def test_what_is_fetched_is_for_its_owner_alone(elsewhere: Make) -> None:
    api = elsewhere(shelf(5))
    api.fetch()
    assert api.extracts.folder.stat().st_mode & 0o077 == 0

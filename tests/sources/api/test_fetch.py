"""Pages are read to their end, and what came is all there is, or an error says why not."""

import pytest

from alkasba.errors import SourceAway, SourceError
from tests.origins.paged import cursors, dummyjson, woocommerce
from tests.origins.server import cut, fails, half
from tests.sources.api.build import Make, numbered

BY_PAGE = 'pages = { by = "page", size = 3 }\ntotal = "header:X-WP-Total"\nkey = "id"'
BY_OFFSET = 'pages = { by = "offset", size = 3 }\nrows = "orders"\ntotal = "total"\nkey = "id"'
BY_CURSOR = 'pages = { by = "cursor", size = 3 }\nrows = "data"\ntotal = "meta.total"\nkey = "id"'
BY_LINK = 'pages = { by = "link", size = 3 }\nkey = "id"'


@pytest.mark.parametrize("count", [0, 1, 3, 7, 9])
@pytest.mark.parametrize(
    ("toml", "answers"),
    [
        (BY_PAGE, lambda rows: woocommerce(orders=rows)),
        (BY_PAGE.replace("total", "#total"), lambda rows: woocommerce(orders=rows)),
        (BY_OFFSET, lambda rows: dummyjson(orders=rows)),
        (BY_CURSOR, cursors),
        (BY_LINK, lambda rows: woocommerce(orders=rows)),
    ],
)
def test_every_way_to_page_reads_all_rows(elsewhere: Make, toml, answers, count) -> None:
    assert elsewhere(answers(numbered(count)), toml).fetch() == numbered(count)


def test_second_fetch_without_changes_changes_nothing(elsewhere: Make) -> None:
    api = elsewhere(woocommerce(orders=numbered(7)), BY_PAGE)
    api.fetch()
    before = api.parts()
    api.later(hours=1)
    api.fetch()
    assert api.parts() == before


def test_rows_that_are_gone_are_gone(elsewhere: Make) -> None:
    rows = numbered(7)
    api = elsewhere(woocommerce(orders=rows), BY_PAGE)
    api.fetch()
    del rows[2]
    assert api.fetch() == rows


@pytest.mark.parametrize("fault", [fails(500), fails(503), fails(429), cut(), half])
def test_what_passes_by_itself_is_asked_for_again(elsewhere: Make, fault) -> None:
    api = elsewhere(woocommerce(orders=numbered(7)), BY_PAGE, {2: fault})
    assert api.fetch() == numbered(7)
    assert len(api.pauses) == 1


def test_patience_ends_and_what_was_kept_stays(elsewhere: Make) -> None:
    api = elsewhere(woocommerce(orders=numbered(7)), BY_PAGE)
    api.fetch()
    api.origin.faults |= dict.fromkeys(range(1, 100), fails(502))
    with pytest.raises(SourceAway, match="asked 5 times: it answers with 502"):
        api.fetch()
    assert api.rows() == numbered(7)
    assert api.pauses == sorted(api.pauses)


def test_killed_in_the_middle_goes_on_where_it_was(elsewhere: Make) -> None:
    api = elsewhere(woocommerce(orders=numbered(9)), BY_PAGE)
    api.origin.faults[3] = fails(404)
    with pytest.raises(SourceError, match="nothing at this address"):
        api.fetch()
    assert api.fetch() == numbered(9)
    assert [one.query["page"] for one in api.origin.asked] == ["1", "2", "3", "3", "4"]


def test_too_old_to_go_on_means_anew(elsewhere: Make) -> None:
    api = elsewhere(woocommerce(orders=numbered(9)), BY_PAGE)
    api.origin.faults[3] = fails(404)
    with pytest.raises(SourceError):
        api.fetch()
    api.later(hours=7)
    assert api.fetch() == numbered(9)
    assert [one.query["page"] for one in api.origin.asked][3:] == ["1", "2", "3", "4"]


def test_places_that_shifted_meanwhile_are_read_anew(elsewhere: Make) -> None:
    rows = numbered(9)
    api = elsewhere(woocommerce(orders=rows), BY_PAGE)
    api.origin.faults[3] = fails(404)
    with pytest.raises(SourceError):
        api.fetch()
    del rows[0]
    assert api.fetch() == rows

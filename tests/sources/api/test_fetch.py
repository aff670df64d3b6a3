"""Pages are read to their end, and what came is all there is, or an error says why not."""

import pytest

from alkasba.errors import SourceAway, SourceError
from tests.origins.paged import cursors, dummyjson, woocommerce
from tests.origins.server import Asked, Reply, cut, fails, half, reply
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


def test_server_that_gives_less_than_asked_is_read_by_what_came(elsewhere: Make) -> None:
    toml = BY_CURSOR.replace("size = 3", "size = 500")
    assert elsewhere(cursors(numbered(250)), toml).fetch() == numbered(250)
    api = elsewhere(woocommerce(orders=numbered(250)), BY_PAGE.replace("3", "500"))
    assert api.fetch() == numbered(250)
    assert len(api.origin.asked) == 3


def by_number(pages: dict[int, list[dict[str, object]]], **headers: str):
    """Pages that are answered as they stand here, and nothing behind them."""
    return lambda asked: reply(pages.get(int(asked.query["page"]), []), **headers)


def test_page_that_comes_twice_is_noted(elsewhere: Make) -> None:
    rows = numbered(4)
    pages = {1: rows[:2], 2: rows[:2], 3: rows[2:]}
    api = elsewhere(by_number(pages, X_WP_Total="4"), BY_PAGE.replace("3", "2"))
    assert api.fetch() == rows
    assert api.told[-1] | {"seconds": 0} == {
        "source": "orders",
        "rows": 4,
        "pages": 4,
        "seconds": 0,
        "equal": 2,
    }


def test_page_that_comes_twice_with_nothing_to_tell_rows_apart_is_refused(elsewhere: Make) -> None:
    pages = {1: numbered(2), 2: numbered(2)}
    with pytest.raises(SourceError, match="one page came twice"):
        elsewhere(by_number(pages), 'pages = { by = "page", size = 2 }').fetch()


def test_row_that_came_again_changed_is_the_later_one(elsewhere: Make) -> None:
    pages = {1: [{"id": 1, "state": "new"}, {"id": 2}], 2: [{"id": 1, "state": "paid"}, {"id": 3}]}
    api = elsewhere(by_number(pages, X_WP_Total="3"), BY_PAGE.replace("3", "2"))
    assert api.fetch() == [{"id": 1, "state": "paid"}, {"id": 2}, {"id": 3}]
    assert api.told[-1]["changed"] == 1


def test_same_page_for_ever_is_told(elsewhere: Make) -> None:
    with pytest.raises(SourceError, match="same page whatever page"):
        elsewhere(lambda _: reply(numbered(3)), 'pages = { by = "page" }\nkey = "id"').fetch()


def test_api_without_end_is_told(elsewhere: Make) -> None:
    def answers(asked: Asked) -> Reply:
        return reply([{"id": asked.query["page"]}])

    toml = 'pages = { by = "page", at_most = 20 }\nkey = "id"'
    with pytest.raises(SourceError, match="more than 20 pages, and no end was seen"):
        elsewhere(answers, toml).fetch()


def test_cursor_that_leads_round_is_told(elsewhere: Make) -> None:
    turns = {"": "a", "a": "b", "b": "a"}

    def answers(asked: Asked) -> Reply:
        here = asked.query.get("cursor", "")
        return reply({"data": [{"id": here}], "meta": {"next": turns[here]}})

    with pytest.raises(SourceError, match="round in a circle"):
        elsewhere(answers, BY_CURSOR.replace('total = "meta.total"\n', "")).fetch()


@pytest.mark.parametrize(("told", "given"), [(9, 7), (5, 7)])
def test_total_that_is_never_right_is_no_success(elsewhere: Make, told: int, given: int) -> None:
    rows = numbered(given)

    def answers(asked: Asked) -> Reply:
        skip = int(asked.query["skip"])
        return reply({"orders": rows[skip : skip + 3], "total": told})

    api = elsewhere(answers, BY_OFFSET)
    with pytest.raises(SourceError, match=f"there are {told} rows, and gave .*read 3 times"):
        api.fetch()
    assert api.parts() == []


def test_total_that_counts_one_page_only_loses_nothing(elsewhere: Make) -> None:
    rows = numbered(7)

    def answers(asked: Asked) -> Reply:
        skip = int(asked.query["skip"])
        return reply({"orders": (part := rows[skip : skip + 3]), "total": len(part)})

    with pytest.raises(SourceError):
        elsewhere(answers, BY_OFFSET).fetch()


def test_rows_that_go_while_it_is_read_are_read_anew(elsewhere: Make) -> None:
    rows = numbered(8)
    paged = dummyjson(orders=rows)

    def answers(asked: Asked) -> Reply:
        if len(api.origin.asked) == 2:
            del rows[0]
        return paged(asked)

    api = elsewhere(answers, BY_OFFSET)
    assert api.fetch() == rows
    assert [one.query["skip"] for one in api.origin.asked] == ["0", "3", "0", "3", "6"]


def test_rows_that_come_while_it_is_read_are_read_too(elsewhere: Make) -> None:
    rows = numbered(8)
    paged = dummyjson(orders=rows)

    def answers(asked: Asked) -> Reply:
        if len(api.origin.asked) == 2:
            rows.insert(0, {"id": 99})
        return paged(asked)

    api = elsewhere(answers, BY_OFFSET)
    assert {row["id"] for row in api.fetch()} >= {row["id"] for row in numbered(8)}


def test_rows_that_never_rest_are_given_up(elsewhere: Make) -> None:
    rows = numbered(30)
    paged = dummyjson(orders=rows)

    def answers(asked: Asked) -> Reply:
        del rows[0]
        return paged(asked)

    with pytest.raises(SourceError, match="rows came and went while it was read"):
        elsewhere(answers, BY_OFFSET).fetch()


def test_pages_that_become_larger_are_read_anew(elsewhere: Make) -> None:
    rows, sizes = numbered(10), [2, 4, 4, 4, 4, 4]

    def answers(asked: Asked) -> Reply:
        page, size = int(asked.query["page"]), sizes.pop(0)
        return reply(rows[(page - 1) * size : page * size])

    assert elsewhere(answers, 'pages = { by = "page" }\nkey = "id"').fetch() == rows


def test_error_behind_the_last_page_is_its_end(elsewhere: Make) -> None:
    paged = woocommerce(orders=numbered(6))

    def answers(asked: Asked) -> Reply:
        return reply({}, status=404) if asked.query["page"] == "3" else paged(asked)

    toml = 'pages = { by = "page", size = 3 }\nkey = "id"'
    assert elsewhere(answers, toml).fetch() == numbered(6)


def test_unchanged_answer_is_not_sent_again(elsewhere: Make) -> None:
    def answers(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"7"':
            return Reply(status=304)
        return reply(numbered(3), ETag='"7"')

    api = elsewhere(answers)
    api.fetch()
    before = api.parts()
    assert api.fetch() == numbered(3)
    assert api.parts() == before
    assert "if-none-match" in api.origin.asked[1].headers


def test_changed_declaration_asks_for_everything(elsewhere: Make) -> None:
    api = elsewhere(lambda _: reply({"a": numbered(1), "b": numbered(2)}, ETag="1"), 'rows = "a"')
    api.fetch()
    api.toml = api.toml.replace('"a"', '"b"')
    assert api.fetch() == numbered(2)
    assert "if-none-match" not in api.origin.asked[1].headers


def test_refusal_in_the_middle_keeps_what_was_fetched(elsewhere: Make) -> None:
    api = elsewhere(woocommerce(orders=numbered(9)), BY_PAGE)
    api.origin.faults |= {3: fails(401), 4: fails(403)}
    for _ in range(2):
        with pytest.raises(SourceError, match="refuses to answer"):
            api.fetch()
    assert api.fetch() == numbered(9)
    assert [one.query["page"] for one in api.origin.asked] == ["1", "2", "3", "3", "3", "4"]


def test_cursor_that_the_origin_has_forgotten_means_anew(elsewhere: Make) -> None:
    api = elsewhere(cursors(numbered(9)), BY_CURSOR)
    api.origin.faults |= dict.fromkeys(range(3, 8), fails(500))
    with pytest.raises(SourceAway):
        api.fetch()
    api.origin.faults[8] = fails(410)
    assert api.fetch() == numbered(9)

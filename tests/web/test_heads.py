import pytest

PLACES = (
    "/",
    "/dashboards/sales",
    "/dashboards/sales.xlsx",
    "/dashboards/sales/tiles/2.csv",
    "/dashboards/none",
    "/static/page.css",
    "/api/v1/ask?measures=net_sales",
    "/api/v1/ask?measures=none",
)


@pytest.mark.parametrize("place", PLACES)
def test_the_head_is_that_of_the_whole_answer(site, place):
    whole, head = site.get(place), site.head(place)
    assert head.content == b""
    assert head.status_code == whole.status_code
    without = {"date"}
    assert {k: v for k, v in head.headers.items() if k not in without} == {
        k: v for k, v in whole.headers.items() if k not in without
    }
    assert int(head.headers["content-length"]) == len(whole.content)


def test_what_is_known_is_unchanged(site):
    tag = site.get("/").headers["etag"]
    assert site.head("/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("place", ["/", "/api/v1/ask"])
def test_what_is_not_allowed_says_what_is(site, place):
    answer = site.post(place)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"

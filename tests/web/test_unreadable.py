import pytest

BASKET, EVENTS = "/api/v1/recommendations/basket", "/api/v1/recommendations/events"
JSON = {"Content-Type": "application/json"}


def told(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["status"] == status and found["where"] and found["next_step"] != "Begin at /"
    return found


@pytest.mark.parametrize("path", [BASKET, EVENTS])
@pytest.mark.parametrize(
    ("body", "what", "where"),
    [
        (b'{"products": ["Roe",}', "expecting value", "body, line 1, sign 21"),
        (b'{\n "products": ["Roe"]\n "x"}', "expecting ',' delimiter", "body, line 3, sign 2"),
        (b'{"products": ["Roe"', "expecting", "body, line 1, sign 20"),
        (b'{"products": ["\xff Roe"]}', "no UTF-8", "body, byte 16"),
        (b"[" * 100_000, "too deep", "body"),
        (b'{"products": [' + b"9" * 5_000 + b"]}", "more digits", "body"),
    ],
)
def test_a_body_that_cannot_be_read_is_told_where_and_not_what_stands_there(
    site, path, body, what, where
):
    found = told(site.post(path, content=body, headers=JSON), 400)
    assert what in found["detail"] and found["where"] == where
    assert "Roe" not in str(found)


@pytest.mark.parametrize(
    ("more", "what", "where"),
    [
        ({}, "a body is needed", "body"),
        ({"content": "", "headers": JSON}, "a body is needed", "body"),
        ({"data": {"products": "T1"}}, "an object of JSON is needed", "Content-Type"),
        ({"content": '{"products": []}', "headers": {"Content-Type": "text/plain"}}, "object", "C"),
        ({"json": ["T1"]}, "an object of JSON is needed", "body"),
        ({"content": "null", "headers": JSON}, "an object of JSON is needed", "body"),
        ({"json": {"product": ["T1"]}}, "Did you mean 'products'?", "product"),
        ({"json": {"products": [], "visiter": "v"}}, "Did you mean 'visitor'?", "visiter"),
        ({"json": {"products": "T1"}}, "valid list", "products"),
        ({"json": {"products": [1]}}, "valid string", "products.0"),
        ({"json": {"visitor": "v"}}, "Field required", "products"),
    ],
)
def test_a_body_of_another_kind_is_told_what_is_needed(site, more, what, where):
    found = told(site.post(BASKET, **more), 422)
    assert what in found["detail"] and found["where"].startswith(where)


def test_a_body_that_is_too_long_is_told_how_long_it_may_be(site):
    found = told(site.post(BASKET, content=b'"' + b"x" * 1_000_000 + b'"', headers=JSON), 413)
    assert "1,000,000 bytes" in found["detail"] and "several" in found["next_step"]


def test_another_method_is_told_which_is_answered(site):
    found = told(site.put(EVENTS), 405)
    assert "PUT" in found["detail"] and found["next_step"] == "It answers POST."


@pytest.mark.parametrize("path", [BASKET, EVENTS])
def test_what_is_only_posted_to_is_told_to_whoever_reads_it(site, path):
    found = told(site.get(path), 405)
    assert found["detail"] == "it does not answer GET."
    assert found["next_step"] == "It answers POST."
    assert site.get(path).headers["allow"] == "POST"
    assert site.get("/api/v1/recommendations/nothing").status_code == 404


def test_an_address_that_is_none_is_told_where_all_of_them_are(site):
    found = told(site.get("/api/v2/customers/C4711"), 404)
    assert "/api/v1/openapi.json" in found["next_step"] and "C4711" not in str(found)


def test_a_word_of_an_address_is_told_by_its_name(site):
    found = told(site.get("/api/v1/ask?measures=net_sales&offset=many"), 422)
    assert found["where"] == "offset"

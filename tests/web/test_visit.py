import pytest

PAGES = ("/tables/product", "/tables/product/member?key=P1", "/catalogue", "/lineage")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_one_has_is_not_sent_again(site, path):
    first = site.get(path)
    again = site.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_another_in_another_language(site, path):
    tags = {
        site.get(path, headers={"Accept-Language": language}).headers["etag"]
        for language in ("en", "fr", "ar")
    }
    assert len(tags) == 3


@pytest.mark.parametrize("path", (*PAGES, "/health"))
def test_links_keep_the_language_that_an_address_says(site, path):
    between = "&" if "?" in path else "?"
    assert "lang=ar" not in site.get(path).text.replace('lang=ar" lang="ar"', "")
    text = site.get(f"{path}{between}lang=ar").text
    assert 'dir="rtl"' in text
    assert 'href="/catalogue?lang=ar"' in text


@pytest.mark.parametrize(
    "path",
    [
        "/lineage?of=",
        "/api/v1/lineage?of=",
        "/health/rejects?table=sale&rule=",
        "/api/v1/rejects?table=sale&rule=",
        "/tables/product?order=",
        "/api/v1/tables/product/members?order=",
    ],
)
def test_a_name_that_is_too_long_is_refused_before_it_is_likened(site, path):
    assert site.get(path + "x" * 301).status_code == 422

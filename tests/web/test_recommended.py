"""The pages of one product and of one person, as the model sees them."""

from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from alkasba.privacy.pseudonym import pseudonym, read_key
from alkasba.web.rights import Rights
from tests.flows.recommend.events.test_taking import ARMS
from tests.recommend_shop import (
    LONELY,
    OBJECTING,
    RECOMMEND,
    RESTRICTED,
    SALE,
    TEAS,
    UNSOLD,
    WITHDRAWN,
    put_sales,
    recommend_shop,
    train_model,
    trained_shop,
)
from tests.served_shop import serving
from tests.shop_builder import ShopFolder
from tests.web.test_pages import cells

TOKEN, PEOPLE = "0123456789abcdef-all", "0123456789abcdef-people"
PRODUCTS, CUSTOMERS = "/recommendations/products", "/recommendations/customers"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    found, _ = trained_shop(tmp_path_factory.mktemp("looked at"))
    return found


@pytest.fixture(scope="module")
def client(shop: ShopFolder) -> Iterator[httpx.Client]:
    with serving(shop.folder) as address, httpx.Client(base_url=address) as found:
        yield found


def hidden(shop: ShopFolder, number: str) -> str:
    """The pseudonym of a person."""
    return pseudonym(number, read_key(shop.folder / "alkasba.key"))


def test_a_product_has_what_resembles_it_and_what_is_bought_with_it(client):
    found = cells(client.get(f"{PRODUCTS}/T1").text)
    told = client.get("/api/v1/product/T1/together").json()["items"]
    assert told and {"Tea T2", str(told[0]["people"]), f"{told[0]['lift']:.2f}"} <= set(found)
    assert "Lonely tea" in found and "Tea T7" not in found
    assert cells(client.get(f"{PRODUCTS}/t1").text) == found


def test_what_is_not_on_offer_is_told_what_could_stand_in_for_it(client):
    text = client.get(f"{PRODUCTS}/{WITHDRAWN}").text
    assert "could stand in for it" in text and "On offer:</b> <bdi>no" in text
    assert "Tea T1" in cells(text)
    assert "could stand in" not in client.get(f"{PRODUCTS}/T1").text


@pytest.mark.parametrize("key", [LONELY, UNSOLD])
def test_how_few_bought_a_product_is_not_told(client, key):
    text = client.get(f"{PRODUCTS}/{key}").text
    assert "People:</b> <bdi>fewer than 3" in text
    assert "No product was bought with it by enough people." in text


def test_products_are_found_by_their_name_or_key(client):
    assert set(cells(client.get(PRODUCTS, params={"q": "tea t"}).text)) >= {"Tea T1", "T1"}
    assert "Spice S3" in cells(client.get(PRODUCTS, params={"q": "s3"}).text)
    assert "called so" in client.get(PRODUCTS, params={"q": "<b>unicorn"}).text
    assert "<b>unicorn" not in client.get(PRODUCTS, params={"q": "<b>unicorn"}).text
    assert f'href="{PRODUCTS}/T2"' in client.get("/recommendations").text


def test_an_unknown_product_is_a_page_that_says_so(client):
    found = client.get(f"{PRODUCTS}/T99")
    assert found.status_code == 404 and "knows no product" in found.text


def test_a_number_leads_to_a_page_whose_address_does_not_hold_it(client, shop):
    found = client.post(CUSTOMERS, data={"number": " c0 "})
    assert found.status_code == 303 and "no-store" in found.headers["cache-control"]
    assert found.headers["location"] == f"{CUSTOMERS}/{hidden(shop, 'C0')}"
    page = client.get(found.headers["location"])
    assert page.headers["cache-control"] == "no-store"
    assert "C0" not in page.text and hidden(shop, "C0") not in page.text.partition("<main")[2]
    found_cells = cells(page.text)
    assert found_cells[4].startswith("Tea"), "what is of her taste stands first"
    assert any("Tea" in cell and "%" in cell for cell in found_cells), "the reasons are told"
    items = client.get(f"/api/v1{found.headers['location']}").json()["items"]
    assert {f"{item['score']:.4f}" for item in items} <= set(found_cells), "chances are small"


def test_a_number_in_an_address_is_nobody(client):
    by_number, stranger = (client.get(f"{CUSTOMERS}/{key}").text for key in ("C0", "C999"))
    assert "Nothing is known of what was bought." in by_number
    assert by_number.replace("C0", "") == stranger.replace("C999", "")


@pytest.mark.parametrize(
    ("who", "why"),
    [(OBJECTING, "Recommendations were objected to"), (RESTRICTED, "Processing is restricted")],
)
def test_who_is_left_out_is_told_why_and_nothing_of_her_is_shown(client, shop, who, why):
    text = client.get(f"{CUSTOMERS}/{hidden(shop, who)}").text
    assert why in text
    assert "Nothing is known of what was bought." in text


def test_whoever_is_in_an_arm_that_shows_what_is_popular_has_a_page_that_says_so(tmp_path):
    shop = recommend_shop(tmp_path, tables__sale=SALE + RECOMMEND + ARMS)
    shop.run()
    train_model(shop.open(), accept=True, clock=shop.clock)
    with serving(shop.folder) as address, httpx.Client(base_url=address) as client:
        told = {}
        for number in ("C0", "C1", "C2", "C4", "C5", "C6", "C7", "C8"):
            key = hidden(shop, number)
            arm = client.get(f"/api/v1/recommendations/customers/{key}").json()["arm"]
            for language in ("en", "fr", "ar"):
                page = client.get(f"{CUSTOMERS}/{key}", params={"lang": language})
                assert page.status_code == 200
                told[arm, language] = unescape(page.text)
    assert "An experiment shows what is popular" in told["popular", "en"]
    assert "An experiment shows what is popular" not in told["model", "en"]
    assert "Une expérience montre" in told["popular", "fr"] and "تجربة" in told["popular", "ar"]


@pytest.mark.parametrize(
    ("lines", "of_all", "of_one"),
    [
        ([], "No sale has been learnt from.", "No sale has been learnt from."),
        (
            [("O1", "2026-01-01", "T1", "")],
            "No sale says who bought",
            "Too few people bought anything that is on offer.",
        ),
    ],
)
def test_a_shop_without_sales_or_buyers_says_so_on_each_page(tmp_path, lines, of_all, of_one):
    shop = recommend_shop(tmp_path)
    put_sales(shop, lines)
    shop.run()
    train_model(shop.open(), accept=True, clock=shop.clock)
    with serving(shop.folder) as address:
        for path, why in (("/recommendations", of_all), (f"{CUSTOMERS}/nobody", of_one)):
            assert why in unescape(httpx.get(address + path).text)


@pytest.mark.parametrize(
    ("rights", "token", "status"),
    [
        (Rights(TOKEN), TOKEN, 403),
        (Rights(TOKEN, PEOPLE), TOKEN, 403),
        (Rights(TOKEN, PEOPLE), PEOPLE, 200),
        (Rights(TOKEN, PEOPLE), "", 401),
        (Rights("", PEOPLE), "", 403),
    ],
)
def test_a_person_is_looked_at_by_those_alone_who_may(shop, rights, token, status):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with serving(shop.folder, rights) as address:
        client = httpx.Client(base_url=address, headers=headers)
        key = hidden(shop, "C0")
        found = client.get(f"{CUSTOMERS}/{key}")
        assert found.status_code == status
        assert client.post(CUSTOMERS, data={"number": "C0"}).status_code == (
            303 if status == 200 else status
        )
        if status == 403:
            assert (
                key not in found.text.partition("<main")[2] and "serve.people_secret" in found.text
            )
            page = client.get("/recommendations")
            assert page.status_code == 200 and 'name="number"' not in page.text
        client.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_they_speak_the_languages_of_the_other_pages(client, shop, language):
    for path in (f"{PRODUCTS}/T1", PRODUCTS, f"{CUSTOMERS}/{hidden(shop, 'C0')}"):
        text = unescape(client.get(path, params={"lang": language}).text)
        assert f'lang="{language}"' in text
        assert "Bought together" not in text and "What she may want" not in text


def test_no_page_of_a_product_names_a_person(client, shop):
    people = [key for (key,) in shop.rows("SELECT customer_id FROM customer") if key]
    for key in TEAS:
        text = client.get(f"{PRODUCTS}/{key}").text
        assert not any(person in text for person in people)

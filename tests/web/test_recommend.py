"""The page of recommendations: what the model is of, and what it believes."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from alkasba.flows.recommend import training
from alkasba.flows.recommend.training import train_model
from tests.recommend_shop import put_sales, recommend_shop, trained_shop
from tests.served_shop import serving
from tests.shop_builder import ShopFolder, small_shop
from tests.web.test_pages import cells

PAGE = "/recommendations"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> ShopFolder:
    found, _ = trained_shop(tmp_path_factory.mktemp("believed"))
    return found


@pytest.fixture(scope="module")
def client(shop: ShopFolder) -> Iterator[httpx.Client]:
    with serving(shop.folder) as address, httpx.Client(base_url=address) as found:
        yield found


def test_it_says_what_the_model_is_of_and_how_good_it_is(client):
    found = client.get(PAGE)
    assert found.status_code == 200
    text = unescape(found.text)
    told = client.get("/api/v1/recommendations/model").json()
    assert told["model"] in text and "Found among the first 20" in text
    found_cells = cells(found.text)
    assert f"{told['quality']['ndcg']:.4f}" in found_cells
    assert any("Tea T" in cell for cell in found_cells)


def test_it_names_no_person(client, shop):
    text = client.get(PAGE).text
    keys = [key for (key,) in shop.rows("SELECT customer_id FROM customer")]
    assert not any(str(key) in text for key in keys if key)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_speaks_the_languages_of_the_other_pages(client, language):
    text = client.get(f"{PAGE}?lang={language}").text
    assert f'lang="{language}"' in text and "Found among" not in text


def test_it_is_linked_where_something_is_recommended(client, tmp_path):
    assert f'href="{PAGE}"' in client.get("/no-such-page").text or PAGE in client.get(PAGE).text
    plain = small_shop(tmp_path)
    plain.sales("a.csv", "S1,1,2026-01-10,P1,2,10")
    plain.run()
    with serving(plain.folder) as address:
        text = httpx.get(address + PAGE).text
    assert "Add [recommend]" in text and f'href="{PAGE}"' not in text


def test_before_the_first_training_it_says_what_to_do(tmp_path: Path):
    shop = recommend_shop(tmp_path)
    shop.run()
    with serving(shop.folder) as address:
        found = httpx.get(address + PAGE)
    assert found.status_code == 503 and "alkasba recommend --train" in found.text


def test_a_shop_of_one_purchase_has_a_page(tmp_path: Path):
    shop = recommend_shop(tmp_path, people=2)
    put_sales(shop, [("O1", "2026-01-01", "T1", "C1")])
    shop.run()
    train_model(shop.open(), clock=shop.clock)
    with serving(shop.folder) as address:
        text = unescape(httpx.get(address + PAGE).text)
    assert "nothing can be judged" in text


def test_a_model_that_is_kept_aside_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shop, _ = trained_shop(tmp_path)
    monkeypatch.setattr(training, "verdict", lambda new, standing: "it is <b>worse</b>")
    train_model(shop.open())
    with serving(shop.folder) as address:
        text = httpx.get(address + PAGE).text
    assert "kept aside: it is &lt;b&gt;worse" in text

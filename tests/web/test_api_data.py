import json
from decimal import Decimal

import httpx
import pytest

from alkasba.derive.catalogue import catalogue
from tests.served_shop import served_shop, serving

MAKER = """
kind = "dimension"
key = ["code"]
[columns]
code = { type = "code" }
email = { type = "text", personal = "contact" }
"""


def told(site, address):
    found = site.get(f"/api/v1/{address}")
    assert found.status_code == 200, found.text
    return json.loads(found.text, parse_float=Decimal)


def test_the_catalogue_is_whole_and_can_be_searched(site, shop):
    whole = told(site, "catalogue")["items"]
    assert [one["word"] for one in whole] == [one.word for one in catalogue(shop.open().shop)]
    found = told(site, "catalogue?q=orders%20for%20each")["items"]
    assert [one["word"] for one in found] == ["table:sale", "measure:share"]


def test_the_lineage_names_only_what_it_holds(site):
    for of in ("", "?of=measure:net_sales", "?of=table:sale"):
        found = told(site, f"lineage{of}")
        words = {node["word"] for node in found["nodes"]}
        assert {word for edge in found["edges"] for word in edge} <= words


def test_members_come_in_pages_of_one_run_with_all_digits(site, shop):
    whole = told(site, "tables/product/members?order=code")
    rows, address = [], "tables/product/members?order=code&limit=6"
    rows = told(site, address)["rows"]
    assert rows == whole["rows"][:6]
    second = told(site, "tables/product/members?order=code&offset=2&limit=4")
    assert second["rows"] == whole["rows"][2:4]
    mint = next(row for row in whole["rows"] if row["code"] == "P1")
    ((net_sales,),) = shop.ask("net_sales", where="product = 'P1' and day >= '2025-11-01'")
    assert mint["net_sales"] == net_sales


def test_a_long_list_leads_to_what_follows(tmp_path):
    shop = served_shop(tmp_path)
    shop.write("alkasba.toml", "[serve]\nrows = 2\n")
    shop.run()
    with serving(shop.folder) as address:
        next_page, codes = "/api/v1/tables/product/members?order=code", []
        while next_page:
            found = httpx.get(f"{address}{next_page}").json()
            codes += [row["code"] for row in found["rows"]]
            next_page = found["next"]
    assert codes == ["H0", "H1", "H2", "H3", "H4", "P1"]


def test_a_table_about_people_lists_nobody(tmp_path):
    shop = served_shop(tmp_path, tables__maker=MAKER)
    shop.run()
    with serving(shop.folder) as address:
        found = httpx.get(f"{address}/api/v1/tables/maker/members")
        assert (found.status_code, "personal" in found.json()["detail"]) == (404, True)
        assert httpx.get(f"{address}/tables/maker").status_code == 404


def test_the_status_says_how_the_data_is_and_is_not_kept(site, shop):
    found = site.get("/api/v1/status")
    assert found.headers["cache-control"] == "no-store"
    status = found.json()
    assert status["is_behind"] is False
    assert {one["table"] for one in status["tables"]} == {"sale", "product"}
    assert status["runs"][0]["run_id"] == status["run"]


def test_rejected_rows_come_in_pages(tmp_path):
    shop = served_shop(tmp_path)
    shop.sales("bad.csv", *(f"B{at},1,soon,P1,1,1" for at in range(5)))
    shop.run()
    with serving(shop.folder) as address:
        ask = f"{address}/api/v1/rejects?table=sale&rule=type:sold_on"
        lines = [row["line"] for row in httpx.get(ask).json()["rows"]]
        part = httpx.get(f"{ask}&limit=4&offset=2").json()["rows"]
    assert lines == [2, 3, 4, 5, 6]
    assert [row["line"] for row in part] == [4, 5]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("lineage?of=nothing", 404),
        ("tables/product/members?run=another", 409),
        ("tables/product/members?order=nam", 404),
        ("tables/product/members?limit=0", 422),
        ("rejects?table=sale&rule=nothing", 404),
        ("rejects?table=sale", 422),
        (f"catalogue?q={'x' * 101}", 422),
    ],
)
def test_a_mistake_is_a_problem_with_a_next_step(site, address, status):
    found = site.get(f"/api/v1/{address}")
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["next_step"]


@pytest.mark.parametrize("address", ["catalogue", "lineage", "tables/product/members"])
def test_what_was_sent_once_is_not_sent_again(site, address):
    first = site.get(f"/api/v1/{address}")
    again = site.get(f"/api/v1/{address}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")

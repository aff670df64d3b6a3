import json
from decimal import Decimal

import httpx
import pytest

from alkasba.derive.query import Question
from alkasba.derive.values import to_json
from alkasba.flows.answers import answer
from tests.served_shop import served_shop, serving, shop_with_a_fee

ASKED = "/api/v1/ask?measures=net_sales,units&by=month&order=-month"


def asked(site, **words):
    found = site.get("/api/v1/ask", params=words)
    assert found.status_code == 200, found.text
    return json.loads(found.text, parse_float=Decimal)


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ({"measures": "net_sales"}, Question(("net_sales",))),
        (
            {"measures": "net_sales,units", "by": "month,product", "order": "-units"},
            Question(("net_sales", "units"), by=("month", "product"), order=("-units",)),
        ),
        (
            {"measures": "net_sales", "by": "month", "compare": "last_year", "limit": 1},
            Question(("net_sales",), by=("month",), compare="last_year", limit=1),
        ),
        (
            {"measures": "paid", "where": "product.category = 'Tea'", "as": "now"},
            Question(("paid",), where="product.category = 'Tea'", as_now=True),
        ),
    ],
)
def test_the_api_answers_what_the_verb_answers(site, shop, words, question):
    told, found = asked(site, **words), answer(shop.open(), question)
    assert tuple(told["columns"]) == found.columns
    rows = json.loads(to_json(found.rows), parse_float=Decimal)
    assert [list(row.values()) for row in told["rows"]] == rows


def test_an_answer_says_of_which_run_it_is_and_in_which_unit(site, shop):
    told = asked(site, measures="paid")
    assert shop.rows("SELECT run_id FROM alkasba.runs") == [(told["run"],)]
    assert told["units"] == {"paid": "EUR"}


def test_what_was_sent_once_is_not_sent_again(site):
    first = site.get(ASKED)
    again = site.get(ASKED, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = site.get(f"{ASKED}&limit=1", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "member", "said"),
    [
        ("ask?measures=net_salse", 404, "detail", "Did you mean 'net_sales'?"),
        ("ask", 422, "next_step", "/api/v1/measures"),
        ("ask?measures=units&by=colour", 404, "detail", "'colour'"),
        ("ask?measures=units&where=;drop table sale", 422, "detail", ""),
        ("ask?measures=units&where=units > 3", 422, "detail", "'units' is a measure"),
        ("ask?measures=units&limit=0", 422, "where", "limit"),
        ("ask?measures=units&limit=many", 422, "where", "limit"),
        ("ask?measures=units&as=never", 422, "where", "as"),
        ("ask?measures=units&compare=yesterday", 422, "detail", "yesterday"),
        ("ask?measures=units&limit=3&offset=3", 422, "where", "offset"),
        ("ask?measures=units&run=another", 409, "next_step", "first page"),
        ("dashboards/salse", 404, "detail", "Did you mean 'sales'?"),
        ("dashboards/sales?period=soon", 422, "where", "period"),
        ("dashboards/sales?colour=red", 404, "detail", "'colour'"),
        ("nothing", 404, "detail", "nothing is searched as 'nothing'."),
        ("mesures", 404, "detail", "Did you mean 'measures'?"),
        ("ask/more", 404, "detail", "there is no such address below 'ask'."),
    ],
)
def test_a_mistake_is_a_problem_with_a_next_step(site, address, status, member, said):
    found = site.get(f"/api/v1/{address}")
    assert (found.status_code, found.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    told = found.json()
    assert told["status"] == status
    assert told["next_step"]
    assert said in told[member]


@pytest.mark.parametrize("limit", [None, 1, 2, 3, 100])
def test_pages_of_an_answer_are_the_answer(tmp_path, limit):
    shop = served_shop(tmp_path, alkasba="[serve]\nrows = 2\n")
    shop.run()
    rows, address = [], "/api/v1/ask?measures=units&by=product"
    address += f"&limit={limit}" if limit else ""
    with serving(shop.folder) as base:
        while address:
            page = httpx.get(base + address).json()
            assert len(page["rows"]) <= 2
            rows += page["rows"]
            address = page["next"]
    assert [(row["product"], row["units"]) for row in rows] == shop.ask(
        "units", by="product", limit=limit
    )


def test_a_word_that_no_question_has_is_refused(site):
    found = site.get("/api/v1/ask?measures=paid&mesures=units")
    assert found.status_code == 422
    assert "Did you mean 'measures'?" in found.json()["detail"]


def test_lists_say_what_there_is(site):
    measures = {one["name"]: one for one in site.get("/api/v1/measures").json()["measures"]}
    assert measures["share"]["formula"] == "orders / units"
    (dashboard,) = site.get("/api/v1/dashboards").json()["dashboards"]
    assert (dashboard["name"], dashboard["tiles"]) == ("sales", 6)
    tables = {one["name"]: one for one in site.get("/api/v1/tables").json()["tables"]}
    assert tables["sale"]["rows"] == 9
    assert [column["name"] for column in tables["product"]["columns"]] == [
        "code",
        "name",
        "category",
    ]


def test_the_tiles_of_a_dashboard_are_answered_in_a_view(site, shop):
    told = site.get("/api/v1/dashboards/sales?period=2026-10&category=Tea").json()
    number = told["tiles"][0]["rows"][0]
    where = "product.category = 'Tea' and day >= '2026-10-01' and day <= '2026-10-31'"
    ((now, then, change),) = shop.ask("net_sales", where=where, compare="last_year")
    assert number == {
        "net_sales": now,
        "net_sales_last_year": then,
        "net_sales_change": change,
    }
    assert told["period"] == {"word": "2026-10", "first": "2026-10-01", "last": "2026-10-31"}


def test_runs_come_the_last_one_first(site, shop):
    told = site.get("/api/v1/runs").json()
    assert [one["run_id"] for one in told["runs"]] == [told["run"]]
    assert told["next"] is None


def test_health_says_that_it_answers_and_is_never_kept(site):
    found = site.get("/api/v1/health")
    assert found.json()["status"] == "ok"
    assert found.headers["cache-control"] == "no-store"


def test_nothing_is_loaded_yet_is_a_problem_with_the_command_to_run(tmp_path):
    with serving(served_shop(tmp_path).folder) as base:
        found = httpx.get(f"{base}/api/v1/health")
    assert found.status_code == 503
    assert found.json()["next_step"] == "Run: alkasba run"


def test_the_description_is_openapi_with_an_example_of_every_answer(site):
    told = site.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    names = "ask measures dashboards dashboards/{name} tables runs health".split()
    names += "catalogue lineage tables/{name}/members status rejects".split()
    names += "{index} {index}/suggest {index}/{key}".split()
    names += [
        f"recommendations/{name}" for name in ("popular", "model", "basket", "events", "lift")
    ]
    names += ["recommendations/customers/{key}"]
    names += [f"{{products}}/{{key}}/{name}" for name in ("similar", "together")]
    assert set(told["paths"]) == {f"/api/v1/{name}" for name in names}
    for operation in (one for path in told["paths"].values() for one in path.values()):
        (done,) = (code for code in operation["responses"] if code in ("200", "202"))
        assert operation["responses"][done]["content"]["application/json"]["example"]
        assert operation["summary"]


@pytest.fixture(scope="module")
def with_a_fee(tmp_path_factory):
    found = shop_with_a_fee(tmp_path_factory.mktemp("fee"))
    found.run()
    with serving(found.folder) as address, httpx.Client(base_url=address) as client:
        yield client


def test_a_parameter_is_set_by_the_address(with_a_fee):
    def fee(**words):
        return asked(with_a_fee, measures="fee", **words)["rows"][0]["fee"]

    usual = fee()
    assert fee(parameter="fee_rate=0.2") == usual
    assert fee(parameter="fee_rate=0.4") == 2 * usual
    assert usual == fee(where="year = 2025") + fee(where="year = 2026")


WRONG = {"fee_rate=0.25": 422, "fee_rate=": 422, "fee_rate": 422, "fee=0.2": 404, "<b>": 422}


@pytest.mark.parametrize(("word", "status"), WRONG.items())
def test_a_parameter_that_cannot_be_set_so_is_told(with_a_fee, word, status):
    found = with_a_fee.get("/api/v1/ask", params={"measures": "fee", "parameter": word})
    assert found.status_code == status
    assert found.json()["next_step"]


def test_a_page_is_seen_with_what_is_set(with_a_fee):
    path = "/api/v1/dashboards/sales"
    (usual, other) = (
        with_a_fee.get(path, params=words).json()["tiles"][-1]["rows"]
        for words in ({"period": "all"}, {"period": "all", "fee_rate": "0.4"})
    )
    assert other[0]["fee"] == pytest.approx(2 * usual[0]["fee"])
    assert with_a_fee.get(path, params={"fee_rate": "7"}).status_code == 422
    page = with_a_fee.get("/dashboards/sales", params={"fee_rate": "0.4"}).text
    assert '<option value="0.4" selected>40 %</option>' in page
    assert "Of a &lt;b&gt;sale&lt;/b&gt;" in page
    assert "<b>sale</b>" not in page

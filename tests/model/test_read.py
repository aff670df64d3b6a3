"""A folder of declarations becomes a shop; every mistake is told at once, with file and key."""

import re
import tomllib
from decimal import Decimal

import pytest

from alkasba.model.entry import Entry
from alkasba.model.finding import Findings
from alkasba.model.rates import Rates
from alkasba.model.read import read_shop
from alkasba.model.read_dashboard import read_dashboard
from alkasba.model.read_policy import read_policy
from alkasba.model.read_source import read_source
from alkasba.model.read_table import read_table
from tests.conftest import REPOSITORY
from tests.model.build import CUSTOMER, SALE, SALES, SHOP, shop_of, write, wrong
from tests.model.test_check_rates import RATE

HOLIDAYS = "day,country,name\n2026-01-01,FR,New Year\n2026-01-01,MA,New Year\n"


def test_a_folder_becomes_a_shop(tmp_path):
    dashboard = '[[tiles]]\nmeasure = "pieces"'
    shop = shop_of(tmp_path, {"dashboards/sales.toml": dashboard})
    assert (shop.folder, shop.name, shop.currency) == (tmp_path, "Test", "EUR")
    assert (shop.calendar.timezone, shop.calendar.fiscal_year_starts) == ("Europe/Paris", 1)
    assert (list(shop.facts), list(shop.dimensions)) == (["sale"], ["customer"])
    assert (list(shop.sources), list(shop.dashboards)) == (["customers", "sales"], ["sales"])
    assert set(shop.policy.classes) == {"identifier", "contact", "location"}


def test_a_shop_without_a_name_is_called_as_its_folder(tmp_path):
    assert shop_of(tmp_path / "herbs", {"shop.toml": ""}).name == "herbs"


def test_a_shop_may_do_without_shop_toml(tmp_path):
    folder = write(tmp_path, {})
    (folder / "shop.toml").unlink()
    assert read_shop(folder).calendar.timezone == "UTC"


def test_a_mark_at_the_start_of_a_file_is_no_mistake(tmp_path):
    assert shop_of(tmp_path, {"shop.toml": b"\xef\xbb\xbf" + b'name = "B"'}).name == "B"


EVERY_KIND = {
    "shop.toml": 'nme = "Test"\ntimezone = "Europe/Pari"',
    "policy.toml": SHOP["policy.toml"] + '[classes.x]\nbasis = "consnt"',
    "tables/sale.toml": """
        kind = "fact"
        key = ["order"]
        [columns]
        order_id = { type = "code" }
        sold_on = { type = "dey" }
        customer = { refers = "custmer" }
        channel = { type = "choice" }
        phone = { type = "text" }
        note = { type = "text", personal = "secret" }
        a = { type = "whole", formula = "b" }
        b = { type = "whole", formula = "a" }
        quantity = { type = "whole", at_leest = 1 }
        [measures]
        pieces = { formula = "sum(quantty)" }
        x = { formula = "y" }
        y = { formula = "x" }
        broken = { formula = "sum(" }""",
    "tables/takings.toml": SALE,
    "tables/guide.toml": CUSTOMER + 'boss = { refers = "guide" }',
    "sources/sales.toml": SALES + 'duplicates = { by = ["quantity"] }\ncolumns = { qty = "x" }',
    "dashboards/sales.toml": "[[tiles]]\nshow = 'pie'\nmeasure = 'pieces'",
}


def test_every_mistake_of_every_file_is_told_at_once(tmp_path):
    found = {told.partition(": ")[0] for told in wrong(tmp_path, EVERY_KIND)}
    assert found >= {
        "dashboards/sales.toml, tile 1.show",
        "policy.toml, classes.x.basis",
        "shop.toml, nme",
        "shop.toml, timezone",
        "sources/sales.toml, feeds.sale.columns",
        "sources/sales.toml, feeds.sale.duplicates.by",
        "tables/guide.toml",
        "tables/sale.toml, columns.a",
        "tables/sale.toml, columns.b",
        "tables/sale.toml, columns.channel",
        "tables/sale.toml, columns.customer",
        "tables/sale.toml, columns.note",
        "tables/sale.toml, columns.phone",
        "tables/sale.toml, columns.quantity.at_leest",
        "tables/sale.toml, columns.sold_on.type",
        "tables/sale.toml, day",
        "tables/sale.toml, key",
        "tables/sale.toml, measures.broken.formula",
        "tables/sale.toml, measures.pieces",
        "tables/sale.toml, measures.x",
        "tables/sale.toml, measures.y",
        "tables/takings.toml, measures.pieces",
    }


def test_one_mistake_is_told_once(tmp_path):
    table = SALE.replace(
        'quantity = { type = "whole" }', 'quantity = { type = "wole", at_least = 1 }'
    )
    (found,) = wrong(tmp_path, {"tables/sale.toml": table})
    assert found.startswith("tables/sale.toml, columns.quantity.type: 'wole' is not one of")


def test_what_is_no_toml_is_told_without_its_consequences(tmp_path):
    files = {"tables/customer.toml": "kind = ", "tables/sale.toml": "[[[", "shop.toml": "x = 1"}
    found = wrong(tmp_path, files)
    assert [told.split(":")[0] for told in found] == [
        "shop.toml, x",
        "tables/customer.toml",
        "tables/sale.toml",
    ]
    assert "this is not TOML" in found[1]
    assert "line 1" in found[2]


def test_what_is_no_text_is_no_toml(tmp_path):
    (found,) = wrong(tmp_path, {"policy.toml": b"name = '\xff'"})
    assert found.startswith("policy.toml: this is not TOML")


@pytest.mark.parametrize("name", ["my-table", "2sale", "my table"])
def test_a_file_is_named_by_a_word(tmp_path, name):
    (found,) = wrong(tmp_path, {f"tables/{name}.toml": CUSTOMER})
    assert found.startswith(f"tables/{name}.toml: the file's name must be a word")


def test_a_file_of_remarks_alone_is_an_empty_table(tmp_path):
    found = wrong(tmp_path, {"tables/empty.toml": "# later\n"})
    assert "tables/empty.toml, kind: say whether this is a fact or a dimension." in found


def test_holidays_are_read_from_every_file_once(tmp_path):
    shop = shop_of(tmp_path, {"holidays/a.csv": HOLIDAYS, "holidays/b.csv": HOLIDAYS})
    assert shop.calendar.holidays == (
        ("2026-01-01", "FR", "New Year"),
        ("2026-01-01", "MA", "New Year"),
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("date,name\n", "holidays/a.csv: the columns day, country and name are needed."),
        ("", "holidays/a.csv: the columns day, country and name are needed."),
        (
            "day,country,name\n2026-01-01,FR,x\n1/1/2026,FR,New Year\n",
            "holidays/a.csv, line 3: '1/1/2026' is no day; write it as 2024-12-31.",
        ),
        ("day,country,name\n20260101,FR,x\n", "holidays/a.csv, line 2: '20260101' is no day"),
        (b"day,country,name\n2026-01-01,FR,\xe9t\xe9\n", "holidays/a.csv: this is not UTF-8"),
    ],
)
def test_a_file_of_holidays_that_cannot_be_read_is_told(tmp_path, content, told):
    (found,) = wrong(tmp_path, {"holidays/a.csv": content})
    assert found.startswith(told)


REFERENCE = (REPOSITORY / "docs/reference/declaration.md").read_text(encoding="utf-8")
READERS = {
    "policy.toml": lambda part: read_policy(part),
    "tables/NAME.toml": lambda part: read_table("sale", part),
    "sources/NAME.toml": lambda part: read_source("orders", part),
    "dashboards/NAME.toml": lambda part: read_dashboard("sales", part),
}


def example(title):
    """The TOML of one chapter of the reference."""
    chapter = REFERENCE.split(f"## {title}\n")[1].split("\n## ")[0]
    return tomllib.loads(re.findall(r"```toml\n(.*?)```", chapter, re.DOTALL)[0])


@pytest.mark.parametrize("title", READERS)
def test_the_examples_of_the_reference_are_read_without_a_mistake(title):
    findings = Findings()
    READERS[title](Entry(findings, title, "", example(title)))
    assert findings.found == []


def test_the_shop_of_the_reference_is_read_without_a_mistake(tmp_path):
    chapter = REFERENCE.split("## shop.toml\n")[1]
    text = re.findall(r"```toml\n(.*?)```", chapter, re.DOTALL)[0]
    sale = SALE + 'kept = { formula = "pieces * holding_rate" }\n'
    files = {"shop.toml": text, "tables/rate.toml": RATE, "tables/sale.toml": sale}
    shop = shop_of(tmp_path, files)
    assert shop.parameters["holding_rate"].value == Decimal("0.25")
    assert shop.rates == Rates("rate", "currency", "rate", "EUR", "currency per base", 7)
    assert (shop.name, shop.calendar.fiscal_year_starts) == ("Alkasba Herbs", 4)

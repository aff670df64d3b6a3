"""What only shows when the files are seen together: names, days, keys, references, personal data."""

import pytest

from tests.model.build import CUSTOMER, SALE, shop_of, wrong, wrong_table


def told(folder, files):
    return "\n".join(wrong(folder, files))


def test_a_right_shop_is_read(tmp_path):
    assert set(shop_of(tmp_path, {}).tables) == {"sale", "customer"}


def test_a_shop_needs_a_table(tmp_path):
    (tmp_path / "shop.toml").touch()
    (tmp_path / "sources").mkdir()
    with pytest.raises(Exception, match="there is no table yet"):
        from_nothing(tmp_path)


def from_nothing(folder):
    from_files = dict.fromkeys(("tables/sale.toml", "tables/customer.toml"))
    for name in from_files:
        (folder / name).unlink(missing_ok=True)
    return read_shop(folder)


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        (SALE.replace('day = "sold_on"', ""), "day: a fact needs the day on which it happened"),
        (SALE.replace('day = "sold_on"', 'day = "sold"'), "day: nothing is called 'sold'."),
        (SALE.replace('day = "sold_on"', 'day = "quantity"'), "day: 'quantity' must be a column"),
        (SALE.replace('key = ["order_id"]', 'key = ["order"]'), "Did you mean 'order_id'?"),
        ('history = ["quantity"]\n' + SALE, "history: only a dimension has a history"),
        (SALE + '[merge]\n"*" = ["sales"]', "merge: only a dimension is merged"),
        ('kind = "fact"\nday = "x"', "columns: a table needs columns."),
    ],
)
def test_a_mistake_in_a_fact_is_told(tmp_path, table, mistake):
    assert f"tables/sale.toml, {mistake}" in told(tmp_path, {"tables/sale.toml": table}) or (
        mistake in told(tmp_path, {"tables/sale.toml": table})
    )


def test_a_calculated_day_is_no_day_of_a_fact(tmp_path):
    table = SALE.replace('{ type = "day" }', '{ type = "day", formula = "sold_on" }')
    assert "must be a column of type day that is read" in told(
        tmp_path, {"tables/sale.toml": table}
    )


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        (CUSTOMER.replace('key = ["code"]', ""), "key: a dimension needs a key"),
        ('label = "nme"\n' + CUSTOMER, "label: nothing is called 'nme'."),
        ('history = ["code"]\n' + CUSTOMER, "history: 'code' is the key; a key has no history."),
        ('history = ["town"]\n' + CUSTOMER, "history: nothing is called 'town'."),
        (CUSTOMER + '[merge]\ntown = ["customers"]', "merge.town: nothing is called 'town'."),
        (CUSTOMER + '[merge]\n"*" = ["crm"]', "merge.*: there is no source 'crm'."),
        (
            CUSTOMER + '[measures]\nm = { formula = "count()" }',
            "measures.m: only a fact has measures",
        ),
    ],
)
def test_a_mistake_in_a_dimension_is_told(tmp_path, table, mistake):
    found = told(tmp_path, {"tables/customer.toml": table})
    assert f"tables/customer.toml, {mistake}" in found


@pytest.mark.parametrize(
    "name", ["_file", "_broke", "_x", "customer_key", "valid_from", "is_current"]
)
def test_the_warehouses_own_names_are_no_columns(tmp_path, name):
    (mistake,) = wrong_table(tmp_path, "").__class__([]) or wrong_table(
        tmp_path, f'{name} = {{ type = "code" }}'
    )
    assert mistake.startswith(f"columns.{name}: '{name}' is a name of the warehouse's own.")

"""Late columns that cannot be told, or stand where a column must be read, are refused."""

import pytest

from tests.model.build import CUSTOMER, CUSTOMERS, SALE, wrong

MEASURES = 'first_sale = { formula = "min(sold_on)" }\nseen = { formula = "days()" }\n'
MEASURES += 'whole = { formula = "sum(quantity)", only_by = [] }\n'
OTHER = 'kind = "dimension"\nkey = ["code"]\n[columns]\ncode = { type = "code" }\n'


def of_customer(folder, columns, *, head="", measures=MEASURES, **files):
    """The mistakes in a customer with more columns, without their file's name."""
    found = wrong(
        folder,
        {
            "tables/customer.toml": head + CUSTOMER + columns,
            "tables/sale.toml": SALE + measures,
            **files,
        },
    )
    return [told.removeprefix("tables/customer.toml, ") for told in found]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ('measure = "frist_sale"', "no measure is called 'frist_sale'. Did you mean 'first_sale'?"),
        (
            'measure = "first_sale", by = "client"',
            "'client' is no way from sale to customer. There are: customer.",
        ),
        (
            'measure = "first_sale", per = "month"',
            'per and take belong together: per = "month", take = "stddev".',
        ),
        (
            'measure = "first_sale", required = true',
            "'required' is about what is read, and this is told after that.",
        ),
        (
            'measure = "first_sale", missing = "today"',
            "a day that is told by facts is filled by a day that stays the same, as 2020-01-01.",
        ),
        (
            'measure = "first_sale", at_least = 2020-01-01',
            "'at_least' is about what is read, and this is told after that.",
        ),
        (
            'measure = "first_sale", formula = "sale.latest"',
            "a measure tells it, so it has no formula.",
        ),
        (
            'measure = "first_sale", personal = "contact"',
            "what facts tell lives in the warehouse, and its class stays out of it.",
        ),
        (
            'measure = "whole"',
            "'whole' is only cut by what it names, so it says nothing of a member.",
        ),
        (
            'measure = "seen"',
            "'seen' counts the days that a question looks at; a column has none.",
        ),
        (
            'formula = "sale.lastest"',
            (
                "'sale.lastest' is of another table; use it in a measure. "
                "The last day of a fact is sale.latest."
            ),
        ),
    ],
)
def test_a_column_that_cannot_be_told(tmp_path, column, told):
    assert of_customer(tmp_path, f'x = {{ type = "day", {column} }}') == [f"columns.x: {told}"]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (
            'measure = "first_sale", within = "a year"',
            "columns.x.within: a span such as 12 months or 90 days is needed, not 'a year'.",
        ),
        (
            'measure = "first_sale", per = "fortnight", take = "avg"',
            "columns.x.per: 'fortnight' is not one of week, month, quarter, year.",
        ),
        (
            'within = "3 months"',
            'columns.x.within: it says how a measure is asked; add measure = "its name".',
        ),
    ],
)
def test_a_column_that_cannot_be_read(tmp_path, column, told):
    assert of_customer(tmp_path, f'x = {{ type = "day", {column} }}') == [told]


LATE = 'first = { type = "day", measure = "first_sale" }\n'


def test_what_must_be_known_when_rows_are_read(tmp_path):
    found = of_customer(tmp_path / "a", LATE, head='history = ["first"]\n')
    assert "columns.first: it is told after rows are read, so it cannot stand in history." in found
    found = of_customer(tmp_path / "c", LATE, head='day = "first"\n')
    assert "columns.first: it is told after rows are read, so it cannot stand in day." in found
    found = of_customer(tmp_path / "b", LATE + '[merge]\nfirst = ["customers"]\n')
    assert found == ["columns.first: it is told after rows are read, so it cannot stand in merge."]


def test_no_source_feeds_what_facts_tell(tmp_path):
    feed = CUSTOMERS + '[feeds.customer.columns]\nfirst = "First order"\n'
    assert of_customer(tmp_path, LATE, **{"sources/customers.toml": feed}) == [
        (
            "sources/customers.toml, feeds.customer.columns.first: "
            "facts tell it, so no source feeds it."
        )
    ]


def test_rows_are_not_compared_by_what_facts_tell(tmp_path):
    feed = CUSTOMERS + 'duplicates = { by = ["code"], keep = "last", order = "first" }\n'
    assert of_customer(tmp_path, LATE, **{"sources/customers.toml": feed}) == [
        "sources/customers.toml, feeds.customer.duplicates: nothing is called 'first'."
    ]


def test_what_has_a_history_is_no_part_of_what_is_the_same_in_all_versions(tmp_path):
    column = 'x = { type = "flag", formula = "city = \'Fez\' and quantile(level, 5) = 5" }'
    (told,) = of_customer(tmp_path, column, head='history = ["city"]\n')
    assert told.startswith("columns.x: 'city' has a history")


def test_a_value_of_the_vault_is_not_there_to_be_told(tmp_path):
    formula = "email = 'a' and quantile(level, 5) = 5"
    column = f'x = {{ type = "flag", personal = "none", formula = "{formula}" }}'
    assert of_customer(tmp_path, column) == [
        "columns.x: 'email' stays out of the warehouse, where this is calculated."
    ]


def test_a_pseudonym_is_a_text_and_nothing_else(tmp_path):
    card = 'card = { type = "whole", personal = "identifier" }\n'
    late = 'x = { type = "whole", personal = "none", formula = "quantile(card, 5)" }'
    assert of_customer(tmp_path, card + late) == [
        "columns.x: 'card' stays out of the warehouse, where this is calculated."
    ]


def circle(names):
    return f"{' > '.join([*names, names[0]])}."


def test_a_circle_is_told_with_the_way_that_leads_back(tmp_path):
    columns = """
    late = { type = "flag", formula = "pieces_now < 3" }
    pieces_now = { type = "whole", measure = "late_pieces" }
    """
    links = ["customer.late", "customer.pieces_now", "late_pieces"]
    late = 'late_pieces = { formula = "sum(quantity)", where = "customer.late" }\n'
    assert of_customer(tmp_path, columns, measures=late) == [
        "columns.late: it is told by itself: " + circle(links),
        "columns.pieces_now: it is told by itself: " + circle([*links[1:], links[0]]),
    ]


def test_a_dimension_that_no_fact_refers_to(tmp_path):
    other = OTHER + 'first = { type = "day", measure = "first_sale" }\n'
    assert of_customer(tmp_path, "", **{"tables/other.toml": other}) == [
        "tables/other.toml, columns.first: no row of sale refers to other."
    ]


def test_a_dimension_whose_key_no_fact_can_hold(tmp_path):
    other = OTHER.replace('["code"]', '["code", "first"]').replace(
        "[columns]", '[columns]\nfirst = { type = "day" }'
    )
    other += 'sold = { type = "day", measure = "first_sale" }\n'
    assert of_customer(tmp_path, "", **{"tables/other.toml": other}) == [
        (
            "tables/other.toml, columns.sold: "
            "other has a key of several columns, so no fact refers to it."
        )
    ]


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (
            'x = { type = "day", measure = "pieces" }',
            "a measure tells of the members of a dimension; this is a fact.",
        ),
        (
            'x = { refers = "customer", formula = "customer.city" }',
            "it refers to a member, which must be known when rows are read.",
        ),
        (
            'x = { type = "whole", formula = "quantile(quantity, 5)" }',
            "quantile and share_before look at the members of a dimension; this is a fact.",
        ),
        (
            'x = { type = "text", formula = "customer.email" }',
            "'customer.email' stays out of the warehouse, where this is calculated.",
        ),
        ('x = { type = "text", formula = "customer.towm" }', "'customer' has no 'towm'."),
        (
            'x = { type = "text", formula = "customer.city", personal = "contact" }',
            "what is calculated lives in the warehouse, and its class stays out of it.",
        ),
    ],
)
def test_a_column_of_a_fact_that_cannot_be_calculated(tmp_path, column, told):
    sale = SALE.replace("[measures]", f"{column}\n[measures]")
    assert wrong(tmp_path, {"tables/sale.toml": sale}) == [f"tables/sale.toml, columns.x: {told}"]


def test_measures_look_at_no_members(tmp_path):
    sale = SALE + 'x = { formula = "sum(quantile(quantity, 5))" }\n'
    assert wrong(tmp_path, {"tables/sale.toml": sale}) == [
        (
            "tables/sale.toml, measures.x: "
            "quantile and share_before look at members; use them in a column."
        )
    ]

"""A source file becomes a Source with its feeds; what is not said is taken from above."""

from datetime import timedelta
from decimal import Decimal

import pytest

from alkasba.model.read_source import read_source
from alkasba.model.source import Deleted, Duplicates, Format, Join, Unpivot
from tests.model.build import entry, read_badly, read_well

ORDERS = """
about = "Orders exported by the web shop"
kind = "csv"
files = ["{data}/orders/*.csv"]
encoding = "windows-1252"
delimiter = ";"
quote = ""
header = false
names = ["ID", "Name"]
skip = 2
[format]
decimal = ","
thousands = "."
currency = ["EUR", "€"]
days = ["%d/%m/%Y"]
blank = ["n/a", "NULL"]
yes = ["oui"]
no = ["non"]
timezone = "Europe/Paris"
[feeds.sale]
rejects_at_most = 0.1
duplicates = { by = ["order_id", "line"], keep = "last", order = "updated_at" }
[feeds.sale.columns]
order_id   = "Order No"
sold_on    = ["Date", "Order date"]
unit_price = { from = "Price", decimal = ".", thousands = "" }
customer   = { from = "CustomerID", drop_decimals = true }
channel    = { value = "web" }
counted_on = { file = '(\\d{4}-\\d{2}-\\d{2})' }
note       = { from = "Remark", optional = true }
is_gift    = { value = false }
quantity   = { blank = ["-"] }
[feeds.sale.joins.orders]
on = { order_id = "id" }
[feeds.refund]
"""
HEAD = 'kind = "csv"\nfiles = "x"\n'


def fields():
    return read_well(read_source, ORDERS).feeds["sale"].fields


def feed(text):
    """The mistakes in one feed."""
    return "\n".join(read_badly(read_source, f"{HEAD}[feeds.sale]\n{text}"))


def test_a_source_is_read_as_it_is_declared():
    source = read_well(read_source, ORDERS)
    assert (source.name, source.kind, source.files) == ("thing", "csv", ("{data}/orders/*.csv",))
    assert (source.encoding, source.delimiter, source.quote) == ("windows-1252", ";", None)
    assert (source.header, source.names, source.skip) == (False, ("ID", "Name"), 2)
    assert list(source.feeds) == ["sale", "refund"]


def test_what_is_not_said_is_left_open():
    source = read_well(read_source, HEAD)
    assert (source.encoding, source.delimiter, source.quote) == (None, None, '"')
    assert (source.header, source.skip, source.format) == (True, 0, Format())


def test_the_format_holds_for_every_feed_and_field():
    source = read_well(read_source, ORDERS)
    assert source.format.decimal == source.feeds["refund"].format.decimal == ","
    assert fields()["order_id"].format == source.format
    assert source.format.timezone == "Europe/Paris"


def test_a_field_changes_only_what_it_says():
    price, whole = fields()["unit_price"].format, fields()["order_id"].format
    assert (price.decimal, price.thousands) == (".", "")
    assert (price.currency, price.days) == (whole.currency, whole.days)


def test_a_decimal_sign_of_its_own_ends_the_thousands_of_the_others():
    text = ORDERS.replace('decimal = ".", thousands = ""', 'decimal = "."')
    price = read_well(read_source, text).feeds["sale"].fields["unit_price"].format
    assert (price.decimal, price.thousands) == (".", "")


def test_nothing_written_is_always_blank():
    assert read_well(read_source, ORDERS).format.blank == ("", "n/a", "NULL")
    assert fields()["quantity"].format.blank == ("", "-")


@pytest.mark.parametrize("shape", ["%Q", "%", "%d/%m/%Y %", "%-Y"])
def test_a_way_to_write_days_has_signs_that_can_be_read(shape):
    told = read_badly(read_source, f'files = ["a.csv"]\nkind = "csv"\nformat.days = ["{shape}"]')
    assert f"format.days: '{shape}' is no way to write a day" in str(told)


def test_a_field_stands_under_a_header_or_several():
    assert fields()["order_id"].names == ("Order No",)
    assert fields()["sold_on"].names == ("Date", "Order date")
    assert fields()["quantity"].names == ("quantity",)


def test_a_field_may_be_a_constant_or_cut_from_the_files_name():
    assert (fields()["channel"].value, fields()["is_gift"].value) == ("web", "false")
    assert fields()["counted_on"].file == r"(\d{4}-\d{2}-\d{2})"
    assert (fields()["channel"].names, fields()["counted_on"].names) == ((), ())


def test_a_field_may_be_optional_or_drop_its_decimals():
    assert fields()["note"].optional
    assert fields()["customer"].drop_decimals
    assert not fields()["order_id"].optional


def test_a_feed_has_its_own_bound_rule_and_joins():
    sale = read_well(read_source, ORDERS).feeds["sale"]
    assert sale.rejects_at_most == Decimal("0.1")
    assert sale.duplicates == Duplicates("last", ("order_id", "line"), "updated_at")
    assert sale.joins == {"orders": Join("orders", "orders", {"order_id": "id"})}


def test_columns_of_an_origin_may_become_rows():
    source = read_well(read_source, f"{HEAD}[feeds.sale]\nunpivot = {{ name = 'a', value = 'b' }}")
    assert source.feeds["sale"].unpivot == Unpivot("a", "b")
    assert read_well(read_source, ORDERS).feeds["sale"].unpivot is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('duplicates = "keep"', Duplicates("all")),
        ('duplicates = "exact"', Duplicates("last")),
        ('duplicates = { by = ["a"] }', Duplicates("last", ("a",))),
        (
            'duplicates = { by = ["a"], keep = "highest", order = "v" }',
            Duplicates("highest", ("a",), "v"),
        ),
        ("", None),
    ],
)
def test_a_rule_on_duplicates_is_a_word_or_a_table(text, rule):
    source = read_well(read_source, f"{HEAD}[feeds.sale]\n{text}")
    assert source.feeds["sale"].duplicates == rule


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "files: say where the files are"),
        ('kind = "xlsx"', "kind: 'xlsx' is not one of csv, json, parquet"),
        (HEAD + 'delimeter = ";"', "unknown key 'delimeter'. Did you mean 'delimiter'?"),
        (HEAD + 'format = { decimal = ";" }', "format.decimal: the decimal sign is '.' or ','."),
        (
            HEAD + 'format = { decimal = ",", thousands = "," }',
            "format.thousands: the thousands separator and the decimal sign are the same.",
        ),
        (HEAD + 'format = { thousand = "," }', "Did you mean 'thousands'?"),
        (HEAD + "feeds = 3", "feeds: a table is needed"),
    ],
)
def test_a_mistake_in_a_source_is_told_at_its_key(text, told):
    assert told in "\n".join(read_badly(read_source, text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('duplicates = "exactly"', 'feeds.sale.duplicates: "keep", "exact" or'),
        ("duplicates = 3", "feeds.sale.duplicates: a table is needed"),
        ('duplicates = { keep = "last" }', "feeds.sale.duplicates.by: name the columns"),
        ('duplicates = { by = ["a"], keep = "latest" }', "'latest' is not one of last, first"),
        (
            'duplicates = { by = ["a"], keep = "highest" }',
            "feeds.sale.duplicates.order: highest of",
        ),
        ('columns = { a = { from = "x", value = 1 } }', "give one of from, value and file"),
        ('columns = { a = { form = "x" } }', "columns.a.form: unknown key 'form'."),
        ('columns = { a = { decimal = ";" } }', "feeds.sale.columns.a.decimal: the decimal sign"),
        ("columns = { a = 3 }", "feeds.sale.columns.a: a text or a list of texts is needed."),
        ("joins = { o = {} }", "feeds.sale.joins.o.on: say which name here is which name there"),
        ("joins = { o = { on = { a = 1 } } }", "feeds.sale.joins.o.on: say which name here"),
        ("unpivot = { name = 'a' }", "feeds.sale.unpivot.value: say what is made of headers"),
        ("unpivot = { name = 'a', value = 'b', of = 'c' }", "unpivot.of: unknown key 'of'."),
        ("rejects_at_most = 5", "feeds.sale.rejects_at_most: a share from 0 to 1"),
    ],
)
def test_a_mistake_in_a_feed_is_told_at_its_key(text, told):
    assert told in feed(text)


@pytest.mark.parametrize(
    ("text", "deleted"),
    [
        ("", None),
        ('deleted = "gone_at"', Deleted(("gone_at",))),
        ('deleted = ["gone_at", "GoneAt"]', Deleted(("gone_at", "GoneAt"))),
        ('deleted = { column = "gone", is = "void" }', Deleted(("gone",), ("void",))),
        (
            'deleted = { column = "gone", is = [true, 1, "x"] }',
            Deleted(("gone",), ("true", "1", "x")),
        ),
        ('deleted = { column = "gone", optional = true }', Deleted(("gone",), (), optional=True)),
    ],
)
def test_what_marks_deleted_rows_is_read(text, deleted):
    source = read_well(read_source, f'files = ["a"]\n[feeds.sale]\n{text}\n')
    assert source.feeds["sale"].deleted == deleted


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("deleted = 1", "feeds.sale.deleted: a text or a list of texts is needed."),
        ("deleted = { is = 1 }", "feeds.sale.deleted.column: name the column that marks them"),
        (
            'deleted = { column = "a", is = [] }',
            "feeds.sale.deleted.is: an empty list marks no row",
        ),
        ('deleted = { column = "a", is = 1.5 }', "feeds.sale.deleted.is: a text, a whole number"),
        ('deleted = { column = "a", was = 1 }', "unknown key 'was'"),
    ],
)
def test_a_mark_that_says_nothing_is_told(text, mistake):
    (told,) = read_badly(read_source, f'files = ["a"]\n[feeds.sale]\n{text}\n')
    assert mistake in told


def test_how_often_later_rows_are_compared_is_read():
    said = 'kind = "csv"\nfiles = ["a"]\ncompare = { every = "7 days" }\n'
    assert "only since leaves anything out" in "\n".join(read_badly(read_source, said))
    part = entry(f'{said}since = "x"\n')
    assert read_source("thing", part).compare == timedelta(days=7)
    (told, *_) = read_badly(read_source, 'files = ["a"]\nsince = "x"\ncompare = {}\n')
    assert told == 'compare.every: say how often: compare = { every = "7 days" }.'


def test_how_amounts_are_marked_is_said_by_samples():
    text = '[format]\nnegative = ["(5)", "5 DR"]\npositive = "5 CR"\n'
    form = read_well(read_source, HEAD + text).format
    assert (form.negative, form.positive) == (("(5)", "5 DR"), ("5 CR",))


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ('negative = "DR"', "'DR' marks nothing"),
        ('negative = "5"', "'5' marks nothing"),
        ('negative = "(7)"', "'(7)' marks nothing"),
        ('negative = "(5) 5"', "'(5) 5' marks nothing"),
        ('negative = "-5"', "'-5' is read as it is"),
        ('negative = "5 DR"\npositive = "5dr"', "'5dr' is said to be negative as well"),
    ],
)
def test_a_sample_that_says_nothing_or_two_things_is_refused(said, what):
    assert what in "\n".join(read_badly(read_source, f"{HEAD}[format]\n{said}\n"))


def test_lines_that_are_no_records_are_said_by_what_stands_in_them():
    source = read_well(read_source, f'{HEAD}skip_to = "Order No"\ntotals = "Total"\n')
    assert (source.skip_to, source.totals) == ("Order No", ("Total",))


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ('kind = "json"\ntotals = "Total"', "totals: it is for csv and spreadsheet only"),
        ('kind = "spreadsheet"\nskip_to = "a"', "skip_to: it is for csv only"),
        ("totals = []", "totals: a word is needed"),
        ('totals = ["Total", ""]', "totals: a word is needed"),
        ('skip_to = ""', "skip_to: a word is needed"),
        ('skip = 2\nskip_to = "a"', "skip_to: say either how many lines to skip"),
    ],
)
def test_lines_that_cannot_be_left_out_so_are_refused(said, what):
    text = f'files = ["a"]\n{said}\n'
    assert what in "\n".join(read_badly(read_source, text))

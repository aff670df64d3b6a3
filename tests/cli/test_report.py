from pathlib import Path

from alkasba.cli.report import SHOWN, as_data, print_report
from alkasba.report import FeedCount, RunReport

SALES = FeedCount("sale", "shop", 1, 10, 7, 2, 1, is_new=True)
OLD = FeedCount("stock", "store", 1, 10, 10, 0, 0, is_new=False)


def report(**parts):
    return RunReport("r1", 2.0, 1, 10, (SALES, OLD), **parts)


def shown(capsys, **parts):
    print_report(report(**parts), rejects=Path("shop/build/rejects"))
    return capsys.readouterr().out


def test_only_what_was_read_now_is_shown(capsys):
    lines = shown(capsys).splitlines()
    assert lines[2].split() == ["sale", "shop", "1", "10", "7", "2", "1"]
    assert "stock" not in lines
    assert lines[-1] == "10 records of 1 file in 2.0 s (5 records/s)"


def test_every_kind_of_trouble_is_counted(capsys):
    text = shown(
        capsys,
        rules=(("sale", "type:x", "x is no day", 1200),),
        duplicates=(("sale", "exact", 1),),
        orphans=(("sale", "product", 2),),
        conflicts=(("customer", "email", 3),),
        notes=(("shop", "empty", 4),),
    )
    for line in (
        "  1,200  sale: x is no day",
        "  1  sale: exact",
        "  2  sale: product",
        "  3  customer: email",
        "  4  shop: empty",
        "  Each stands in shop/build/rejects/TABLE.csv, with the reason and what to do.",
    ):
        assert line in text.splitlines()


def test_a_long_list_says_that_it_is_cut(capsys):
    orphans = tuple((f"t{i}", "product", 1) for i in range(SHOWN + 3))
    assert "and 3 more" in shown(capsys, orphans=orphans)


def test_as_data_it_holds_all():
    data = as_data(report(rules=(("sale", "type:x", "x is no day", 1),)))
    assert data["rejected"] == [
        {"table": "sale", "rule": "type:x", "reason": "x is no day", "rows": 1}
    ]
    assert [feed["table"] for feed in data["feeds"]] == ["sale", "stock"]

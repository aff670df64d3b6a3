from datetime import UTC, datetime

import pytest

from alkasba.derive.web.definition import Definition
from alkasba.derive.web.state import State
from alkasba.derive.web.telling import moment_in
from alkasba.errors import UnknownName
from alkasba.flows.books import published_runs
from alkasba.web.cards import Reader
from alkasba.web.report.content import Part, Report, report_of
from tests.derive import build
from tests.derive.web.build import dashboard


def test_a_report_says_of_which_run_and_view_it_is(report, serving):
    found = report(period="2026-10", category="Tea", compare="previous")
    with serving.edition() as edition:
        assert found.run == edition.run
        finished = str(published_runs(edition, 1, 0)[0]["finished_at"])
        assert found.loaded == moment_in(edition.shop, finished, "en")
    assert f"{found.finished:%Y-%m-%dT%H:%M:%SZ}" == finished
    assert found.parts[0].facts == (
        ("Period", "Oct 2026 (1 Oct 2026 – 31 Oct 2026)"),
        ("Category", "Tea"),
        ("Compare with", "The period before"),
        ("Data up to", "11 Oct 2026"),
    )


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("2026-10-10..2026-10-11", "10 Oct 2026 – 11 Oct 2026"),
        ("2026-10-10", "10 Oct 2026"),
        ("all", "All days"),
        ("this_month", "This month (1 Oct 2026 – 11 Oct 2026)"),
    ],
)
def test_a_period_is_told_by_its_name_and_its_days(report, period, told):
    assert report(period=period).parts[0].facts[0] == ("Period", told)


def test_rows_without_a_value_are_told_as_such(report):
    assert ("Category", "(vide)") in report(language="fr", category="").parts[0].facts


def test_it_knows_what_its_measures_mean(report):
    found = {one.name: one for one in report().parts[0].definitions}
    assert found["share"].formula == "orders / units"
    assert set(found) == {"net_sales", "units", "share", "orders"}


def test_no_such_dashboard(serving):
    with serving.edition() as edition, pytest.raises(UnknownName, match="Did you mean 'sales'"):
        report_of(edition, ["salse"], [], "en")


def test_a_meaning_says_all_that_its_owner_declared():
    told = Definition(
        "stock", "stock", "What lies there", "pieces", "sum(n)", "n > 0", "last", "day"
    )
    reader = Reader(build.shop(), dashboard(), State(), "en")
    part = Part("a", "A", True, (), reader, (), (), (told,))
    report = Report("Test", "en", "r", datetime(2026, 11, 1, tzinfo=UTC), "", (part, part))
    (meaning,) = report.meanings
    assert meaning.title == "Stock (pieces)"
    assert meaning.about == "What lies there. Of the last counted day of each period"
    assert dict(meaning.lines)["Only where"] == "n > 0"
    assert [text for _, text in meaning.lines] == ["sum(n)", "n > 0", "day"]

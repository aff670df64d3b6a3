import pytest

from alkasba.errors import SettingsError
from alkasba.web.report import made
from alkasba.web.report.made import FORMS, make

BEGINS = {"pdf": b"%PDF-", "xlsx": b"PK", "html": b"<!doctype html>"}


@pytest.mark.parametrize("ending", FORMS)
def test_every_kind_of_file_is_made(report, ending):
    assert make(report(), ending).data.startswith(BEGINS[ending])


def test_an_ending_that_nothing_has(report):
    with pytest.raises(SettingsError, match="Did you mean 'xlsx'") as told:
        make(report(), "xls")
    assert told.value.next_step == "Let its name end with one of: .pdf, .xlsx, .html."


def test_without_its_packages_it_says_how_to_get_them(report, monkeypatch):
    monkeypatch.setattr(made, "find_spec", lambda name: None if name == "typst" else name)
    assert not FORMS["pdf"].is_installed
    assert FORMS["xlsx"].is_installed
    with pytest.raises(SettingsError, match="not installed") as told:
        make(report(), "pdf")
    assert (told.value.where, told.value.next_step) == (
        "typst",
        "Install them: pip install 'alkasba[report]'",
    )

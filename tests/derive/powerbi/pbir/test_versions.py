"""The versions stand in one place, and each is a schema that Microsoft published."""

import pytest

from alkasba.derive.powerbi.pbir.versions import DESKTOP, VERSIONS, schema
from tests.derive.powerbi.schemas_of_microsoft import HOST, SCHEMAS
from tests.house.repository import ROOT


@pytest.mark.parametrize("kind", VERSIONS)
def test_each_version_is_a_published_schema(kind):
    assert (SCHEMAS / HOST.sub("", schema(kind))).is_file()


def test_a_kind_that_the_format_does_not_have_is_refused():
    with pytest.raises(KeyError):
        schema("dashboard")


def test_the_page_says_which_desktop_opens_it():
    page = (ROOT / "docs" / "how" / "the-power-bi-pages.md").read_text(encoding="utf-8")
    assert DESKTOP in page

"""A report as a file, and which kinds of file there are."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from alkasba.errors import SettingsError, did_you_mean
from alkasba.web.report.content import Report


@dataclass(frozen=True, slots=True)
class Made:
    """A file; `lacks_letters` where the machine has no font for some of what stands in it."""

    data: bytes
    lacks_letters: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: what it is sent as, the module that makes it, the packages it needs.

    `is_long` where its tables hold as many rows as one answer may have, not as many as are read.
    """

    media_type: str
    module: str
    needs: tuple[str, ...] = ()
    is_long: bool = False

    @property
    def is_installed(self) -> bool:
        """Whether its packages are there."""
        return all(find_spec(name) is not None for name in self.needs)


DRAWING = ("vl_convert", "jinja2", "fastapi")
"""What draws the charts and fills templates, as for the pages."""
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {
    "pdf": Form(
        "application/pdf",
        "alkasba.web.report.paper",
        (*DRAWING, "typst", "fontpkg_ibm_plex_sans_arabic"),
    ),
    "xlsx": Form(SHEET, "alkasba.web.report.workbook", ("xlsxwriter",), is_long=True),
    "html": Form("text/html; charset=utf-8", "alkasba.web.report.page", DRAWING),
}
"""By the ending of the file's name."""


def form_of(ending: str) -> Form:
    """The kind of file with an ending; raises SettingsError with the nearest one."""
    if ending not in FORMS:
        raise SettingsError(
            f"no file is made that ends with '.{ending}'.{did_you_mean(ending, FORMS)}",
            where="--to",
            next_step=f"Let its name end with one of: {', '.join(f'.{one}' for one in FORMS)}.",
        )
    return FORMS[ending]


def make(report: Report, ending: str) -> Made:
    """The report as a file; raises SettingsError where the packages for it are not installed."""
    form = form_of(ending)
    # Only who takes such a file away needs what it is made with.
    if not form.is_installed:
        raise SettingsError(
            f"a file that ends with .{ending} needs packages that are not installed.",
            where=", ".join(name for name in form.needs if find_spec(name) is None),
            next_step="Install them: pip install 'alkasba[report]'",
        )
    maker: Callable[[Report], Made] = import_module(form.module).make
    return maker(report)

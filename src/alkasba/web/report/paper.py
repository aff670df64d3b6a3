"""A report as PDF: laid out by typst, its charts drawn as vectors, tagged for who cannot see it."""

import json
from functools import cache
from pathlib import Path

import typst

from alkasba.web import vega
from alkasba.web.drawing import numbers, times
from alkasba.web.report import fonts
from alkasba.web.report.content import Report
from alkasba.web.report.laid_out import laid_out
from alkasba.web.report.made import Made

LAYOUT = Path(__file__).with_name("paper.typ")
NO_LETTER = "could not be displayed"


def make(report: Report) -> Made:
    """The report as PDF; the same report gives the same bytes on the same machine."""
    language = report.language

    def draw(spec: vega.Spec) -> str:
        return vega.vector(spec, numbers(language), times(language), fonts.FAMILY, fonts.folder())

    data = laid_out(report, draw, (fonts.FAMILY, *fonts.OTHERS))
    told = json.dumps(data, ensure_ascii=False)
    try:
        return Made(_compiled(told, report, is_for_all=True))
    except typst.TypstError as error:
        # A letter without a font is no reason to have no report: it stands there as a box.
        lacks_letters = NO_LETTER in str(error)
        return Made(_compiled(told, report, is_for_all=False), lacks_letters)


def _compiled(told: str, report: Report, *, is_for_all: bool) -> bytes:
    made: bytes = typst.compile(
        LAYOUT.read_bytes(),
        font_paths=_fonts(),
        sys_inputs={"report": told},
        # PDF/UA: with a title, a language, an order of reading, and words for each picture.
        pdf_standards=["ua-1"] if is_for_all else None,
        timestamp=int(report.finished.timestamp()),
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    """What there is to write with; the search takes longer than the report."""
    return typst.Fonts(font_paths=[fonts.folder()])

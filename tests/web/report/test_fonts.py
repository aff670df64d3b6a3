from pathlib import Path

import typst

from alkasba.web.report.fonts import FAMILY, folder


def test_the_family_is_there_in_more_than_one_weight():
    assert Path(folder()).is_dir()
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder()]
    )
    assert {400, 600, 700} <= {font.weight for font in found.fonts() if font.family == FAMILY}

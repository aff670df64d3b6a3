"""The letters of a report: a family that writes all languages of the pages."""

from importlib.resources import files

FAMILY = "IBM Plex Sans Arabic"
"""Latin and Arabic in one family, so that they fit each other; its licence is the OFL."""
OTHERS = ("Noto Sans", "DejaVu Sans", "DejaVu Sans Mono")
"""Where it lacks a letter; the last comes with typst, and any other of the system follows."""


def folder() -> str:
    """Where the files of the family are."""
    return str(files("fontpkg_ibm_plex_sans_arabic") / "files")

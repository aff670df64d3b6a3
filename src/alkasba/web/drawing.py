"""Puts what a page shows into HTML; everything is escaped unless a template says why not."""

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from alkasba.derive.web.theme import theme
from alkasba.derive.web.words import DIRECTION, MONTHS, NAMES, SIGNS, say
from alkasba.web import vega

ASK_AGAIN = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
TEMPLATES = Path(__file__).parent / "templates"
DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

pages = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html(
    template: str,
    language: str,
    values: Mapping[str, Any],
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A page in a language, as an answer."""
    around = {
        "languages": NAMES,
        "looks": looks(language),
        "vega": vega.NAME,
        "release": version("alkasba"),
    }
    text = rendered(template, language, around | dict(values))
    return HTMLResponse(text, status, {**ASK_AGAIN, **(headers or {})})


def rendered(template: str, language: str, values: Mapping[str, Any]) -> str:
    """A template in a language, with the values put in."""
    return pages.get_template(template).render(
        language=language,
        direction=DIRECTION[language],
        say=lambda word, **more: say(language, word, **more),
        **values,
    )


def looks(language: str) -> Markup:
    """What the script needs to draw charts in a language, as JSON inside a script element."""
    told = {"config": theme(), "numbers": numbers(language), "times": times(language)}
    # Nothing in it comes from the shop, and no word of ours ends a script element.
    return Markup(json.dumps(told, ensure_ascii=False))


def numbers(language: str) -> dict[str, Any]:
    """The signs of figures for the axes of charts."""
    signs = SIGNS[language]
    return {
        "decimal": signs.decimal,
        "thousands": signs.thousands,
        "grouping": [3],
        "currency": ["", ""],
        "percent": signs.percent,
    }


def times(language: str) -> dict[str, Any]:
    """The names of months for the axes of charts, which show no weekday and no hour."""
    return {
        "dateTime": "%x %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": DAYS,
        "shortDays": DAYS,
        "months": MONTHS[language],
        "shortMonths": MONTHS[language],
    }

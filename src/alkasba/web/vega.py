"""Vega and Vega-Lite, as vl-convert-python carries them: for the browser, and to draw pictures."""

import json
import threading
from pathlib import Path
from typing import Any

import vl_convert

from alkasba.derive.values import writable
from alkasba.derive.web.map import SHAPES
from alkasba.derive.web.theme import PAPER_TEXT, theme

VERSION: str = vl_convert.get_vegalite_versions()[-1]
NAME = f"vega-lite-{VERSION}-{vl_convert.get_vega_version()}.js"
SNIPPET = "window.vegaEmbed = vegaEmbed;"
SHAPES_FILE = Path(__file__).parent / "static" / "countries.json"
PICTURE_SCALE = 2.0
Spec = dict[str, Any]
# Both take seconds the first time, and the renderer is no thing to be entered twice at once.
_lock = threading.Lock()


def script(folder: Path) -> str:
    """The JavaScript for the browser; made once, and kept in a folder of derived files."""
    kept = folder / NAME
    with _lock:
        if not kept.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            half = kept.with_suffix(".half")
            half.write_text(vl_convert.javascript_bundle(SNIPPET, VERSION), encoding="utf-8")
            half.replace(kept)
    return kept.read_text(encoding="utf-8")


def drawable(value: Any) -> Any:
    """A specification in which every text can be drawn.

    One that cannot would end the whole program: vl-convert gives up where nothing can catch it.

    >>> drawable({"data": {"values": [{"c0": "Mi\\x07nt", "value": 1}]}})
    {'data': {'values': [{'c0': 'Mi�nt', 'value': 1}]}}
    """
    match value:
        case str():
            return writable(value)
        case dict():
            return {name: drawable(one) for name, one in value.items()}
        case list():
            return [drawable(one) for one in value]
    return value


def with_shapes(value: Any) -> Any:
    """A specification with the shapes of the countries in place of where they are."""
    if isinstance(value, list):
        return [with_shapes(part) for part in value]
    if not isinstance(value, dict):
        return value
    if value.get("url") == SHAPES:
        shapes = json.loads(SHAPES_FILE.read_text(encoding="utf-8"))
        return {name: part for name, part in value.items() if name != "url"} | {"values": shapes}
    return {name: with_shapes(part) for name, part in value.items()}


def picture(spec: Spec, locale: Spec, times: Spec) -> bytes:
    """A chart as PNG, on white; nothing is fetched from anywhere."""
    with _lock:
        drawn: bytes = vl_convert.vegalite_to_png(
            drawable(with_shapes(spec)),
            vl_version=VERSION,
            scale=PICTURE_SCALE,
            config=theme(PAPER_TEXT),
            allowed_base_urls=[],
            format_locale=locale,
            time_format_locale=times,
        )
    return drawn


def vector(spec: Spec, locale: Spec, times: Spec, font: str, folder: str = "") -> str:
    """A chart as SVG for paper; the files of its font may be in a folder of their own."""
    with _lock:
        if folder:
            vl_convert.register_font_directory(folder)
        drawn: str = vl_convert.vegalite_to_svg(
            drawable(with_shapes(spec)),
            vl_version=VERSION,
            config=theme(PAPER_TEXT) | {"font": font},
            allowed_base_urls=[],
            format_locale=locale,
            time_format_locale=times,
        )
    return drawn

"""Vega and Vega-Lite, as vl-convert-python carries them: for the browser, and to draw pictures."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

import vl_convert

from alkasba.derive.values import writable
from alkasba.derive.web.map import SHAPES
from alkasba.derive.web.theme import PAPER_TEXT, theme

VERSION: str = vl_convert.get_vegalite_versions()[-1]
NAME = f"vega-lite-{VERSION}-{vl_convert.get_vega_version()}.js"
SNIPPET = "window.vegaEmbed = vegaEmbed;"
BUNDLE = (
    "import sys, vl_convert; "
    "sys.stdout.buffer.write(vl_convert.javascript_bundle(*sys.argv[1:]).encode())"
)
SHAPES_FILE = Path(__file__).parent / "static" / "countries.json"
PICTURE_SCALE = 2.0
LONGEST = 24
"""Signs of a text that Vega may not cut."""
LAST_OF_PLANE = "\uffff"
Spec = dict[str, Any]
# The renderer is no thing to be entered twice at once.
_lock = threading.Lock()
_making = threading.Lock()


def script(folder: Path) -> str:
    """The JavaScript for the browser; made once, and kept in a folder of derived files."""
    kept = folder / NAME
    with _making:
        if not kept.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            half = kept.with_suffix(f".{os.getpid()}.half")
            half.write_text(_bundle(), encoding="utf-8")
            half.replace(kept)
    return kept.read_text(encoding="utf-8")


def _bundle() -> str:
    """The library as one text, made by a process of its own.

    It takes seconds, in which vl-convert lets no other thread of its process go on: a server would
    answer nobody.
    """
    command = [sys.executable, "-P", "-c", BUNDLE, SNIPPET, VERSION]
    try:
        made = subprocess.run(command, check=True, capture_output=True, start_new_session=True)
    except (OSError, subprocess.CalledProcessError):
        # Where no other process can be had, all wait for it once.
        return str(vl_convert.javascript_bundle(SNIPPET, VERSION))
    return made.stdout.decode()


def drawable(value: Any) -> Any:
    """A specification in which every text can be drawn.

    One that cannot would end the whole program: vl-convert gives up where nothing can catch it.

    >>> drawable({"data": {"values": [{"c0": "Mi\\x07nt", "value": 1}]}})
    {'data': {'values': [{'c0': 'Mi�nt', 'value': 1}]}}
    """
    return _each_text(value, _writable)


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case dict():
            return {name: _each_text(one, change) for name, one in value.items()}
        case list():
            return [_each_text(one, change) for one in value]
    return value


def _writable(text: str) -> str:
    """What can be written; long texts with signs beyond the first plane are cut here, as Vega would
    cut such a sign in two. What is cut off is told by a number, lest two bars become one."""
    found = writable(text)
    if len(found) <= LONGEST or not _is_beyond(found):
        return found
    return f"{found[: LONGEST - 5]}… {crc32(found.encode()) % 1000:03}"


def _is_beyond(text: str) -> bool:
    return any(sign > LAST_OF_PLANE for sign in text)


def _looks(spec: Spec, **more: str) -> Spec:
    """The configuration; where a sign lies beyond the first plane Vega must cut no text itself."""
    looks = theme(PAPER_TEXT) | more
    if _is_beyond(json.dumps(spec, ensure_ascii=False)):
        for part, limit in (("axis", "labelLimit"), ("legend", "labelLimit"), ("title", "limit")):
            looks[part] = {**_part(looks, part), limit: 0}
    return looks


def _part(looks: Spec, name: str) -> Spec:
    found = looks.get(name)
    return found if isinstance(found, dict) else {}


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
    told = drawable(spec)
    with _lock:
        drawn: bytes = vl_convert.vegalite_to_png(
            with_shapes(told),
            vl_version=VERSION,
            scale=PICTURE_SCALE,
            config=_looks(told),
            allowed_base_urls=[],
            format_locale=locale,
            time_format_locale=times,
        )
    return drawn


def vector(spec: Spec, locale: Spec, times: Spec, font: str, folder: str = "") -> str:
    """A chart as SVG for paper; the files of its font may be in a folder of their own."""
    told = drawable(spec)
    with _lock:
        if folder:
            vl_convert.register_font_directory(folder)
        drawn: str = vl_convert.vegalite_to_svg(
            with_shapes(told),
            vl_version=VERSION,
            config=_looks(told, font=font),
            allowed_base_urls=[],
            format_locale=locale,
            time_format_locale=times,
        )
    return drawn

import json
import re

from alkasba.derive.web.chart import charts_of, picture_of
from alkasba.derive.web.map import SHAPES
from alkasba.web import vega
from alkasba.web.drawing import numbers, times
from tests.derive.web.build import NAMES, shown, tile

PNG = b"\x89PNG\r\n\x1a\n"


def test_the_script_is_made_once_and_kept(tmp_path):
    text = vega.script(tmp_path / "web")
    assert "window.vegaEmbed" in text
    (kept,) = (tmp_path / "web").iterdir()
    kept.write_text("kept", encoding="utf-8")
    assert vega.script(tmp_path / "web") == "kept"


def test_who_makes_the_script_goes_on_answering(tmp_path, monkeypatch):
    """vl-convert stops every thread of its process meanwhile."""
    monkeypatch.setattr(vega.vl_convert, "javascript_bundle", None)
    assert "window.vegaEmbed" in vega.script(tmp_path)


def test_the_script_is_made_where_no_other_process_can_be_had(tmp_path, monkeypatch):
    monkeypatch.setattr(vega.sys, "executable", str(tmp_path / "gone"))
    assert "window.vegaEmbed" in vega.script(tmp_path / "web")


def test_a_chart_is_drawn_as_a_picture_in_every_language():
    charts = charts_of(shown(tile("line", by="month"), ("2026-01", 5), ("2026-02", 1234)), NAMES)
    spec = picture_of(charts, "مبيعات <b>")
    pictures = {
        language: vega.picture(spec, numbers(language), times(language))
        for language in ("en", "fr", "ar")
    }
    assert all(picture.startswith(PNG) for picture in pictures.values())
    assert len(set(pictures.values())) == 3


def test_a_picture_fetches_nothing(tmp_path):
    (tmp_path / "data.json").write_text('[{"c0": "a", "value": 1}]')
    spec = {
        "data": {"url": (tmp_path / "data.json").as_uri()},
        "mark": "bar",
        "encoding": {"x": {"field": "value"}},
    }
    try:
        drawn = vega.picture(spec, numbers("en"), times("en"))
    except ValueError:
        return
    empty = vega.picture({**spec, "data": {"values": []}}, numbers("en"), times("en"))
    assert drawn == empty


def test_a_name_with_a_control_sign_is_drawn_with_another_in_its_place():
    charts = charts_of(shown(tile("bar", by="category"), ("Te\x07a\ufffe", 5)), NAMES)
    assert vega.picture(picture_of(charts, "A\x01"), numbers("en"), times("en")).startswith(PNG)
    drawn = vega.vector(charts[0] | {"width": 300}, numbers("en"), times("en"), "sans-serif")
    assert "Te\ufffda\ufffd" in drawn


def test_a_vector_holds_its_texts_as_texts():
    charts = charts_of(shown(tile("bar", by="category"), ("<script>", 5)), NAMES)
    drawn = vega.vector(charts[0] | {"width": 300}, numbers("en"), times("en"), "sans-serif")
    assert ">&lt;script&gt;</text>" in drawn
    assert 'font-family="sans-serif"' in drawn


def test_a_map_is_drawn_as_a_picture_from_the_shapes_of_this_package():
    charts = charts_of(shown(tile("map", by="channel"), ("FR", 5), ("MT", 2)), NAMES)
    spec = picture_of(charts, "Where")
    assert SHAPES not in json.dumps(vega.with_shapes(spec))
    drawn = vega.picture(spec, numbers("en"), times("en"))
    bars = vega.picture(picture_of(charts[1:], "Where"), numbers("en"), times("en"))
    assert drawn.startswith(PNG)
    assert len(drawn) > 2 * len(bars)


def test_texts_of_signs_beyond_the_first_plane_are_drawn_and_stay_apart():
    long = "\U0001f600" * 30
    charts = charts_of(shown(tile("bar", by="category"), (long, 5), (f"{long}!", 2)), NAMES)
    drawn = vega.vector(charts[0] | {"width": 300}, numbers("en"), times("en"), "sans-serif")
    assert len(set(re.findall("\U0001f600+… [0-9]{3}", drawn))) == 2
    assert vega.picture(picture_of(charts, long), numbers("en"), times("en")).startswith(PNG)

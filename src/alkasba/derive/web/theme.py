"""How charts look. One set of colours stands on a light and on a dark ground, and in print."""

FONT = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', sans-serif"
SERIES = ("#2c8a5b", "#c2611f", "#4a78c8", "#957100", "#a3559a", "#3a8794", "#7d74d6", "#c04f6d")
"""Each stands out from both grounds by 3 : 1 at least."""
GROUNDS = ("#ffffff", "#1b221e")
MAP = ("#a8d5bb", "#17633c")
"""From little to much; a line around each country tells it from the ground."""
PAPER_TEXT = "#333d37"


def theme(text: str = "currentColor") -> dict[str, object]:
    """The configuration of Vega-Lite; on a page texts have the colour of what is around them."""
    quiet = {"gridColor": text, "gridOpacity": 0.14, "domainColor": text, "domainOpacity": 0.3}
    words = {"labelColor": text, "titleColor": text, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "title": {"color": text, "fontSize": 16},
        "axis": {
            **quiet,
            **words,
            "titleFontWeight": "normal",
            "tickColor": text,
            "tickOpacity": 0.3,
            "labelLimit": 150,
        },
        "legend": {**words, "orient": "top", "labelLimit": 150, "columns": 4},
        "range": {"category": list(SERIES)},
        "mark": {"color": SERIES[0], "tooltip": True},
        "line": {"strokeWidth": 2.5},
        "area": {"fillOpacity": 0.6},
        "bar": {"cornerRadiusEnd": 2},
        "point": {"filled": True, "size": 60, "opacity": 0.7},
    }

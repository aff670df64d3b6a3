"""The colours and letters of the report: those of the pages, as a theme of Power BI."""

from alkasba.derive.powerbi.pbir.writing import Json, written
from alkasba.derive.web.theme import GROUNDS, MAP, PAPER_TEXT, SERIES

NAME = "Alkasba"
FILE = f"{NAME}.json"
GROUND, TEXT = GROUNDS[0], PAPER_TEXT
QUIET_TEXT, RULES, PAPER = "#566159", "#d5dcd7", "#f6f8f6"
GOOD, NEUTRAL, BAD = "#21704a", "#7a5d00", "#a8423a"
"""What is good or bad is never told by a colour alone: a number and a sign stand beside it."""
FONT = "Segoe UI"
BARE = {"background": [{"show": False}], "border": [{"show": False}]}
"""Titles and buttons lie on the paper itself."""
SIZES = {"callout": 20, "title": 12, "header": 11, "label": 10}


def theme() -> str:
    """The theme's file."""
    return written(
        {
            "name": NAME,
            "dataColors": list(SERIES),
            "good": GOOD,
            "neutral": NEUTRAL,
            "bad": BAD,
            "maximum": MAP[1],
            "center": SERIES[0],
            "minimum": MAP[0],
            "foreground": TEXT,
            "foregroundNeutralSecondary": QUIET_TEXT,
            "foregroundNeutralTertiary": QUIET_TEXT,
            "background": GROUND,
            "backgroundLight": PAPER,
            "backgroundNeutral": RULES,
            "tableAccent": SERIES[0],
            "hyperlink": SERIES[2],
            "textClasses": _classes(),
            "visualStyles": {
                "*": {"*": _everywhere()},
                "page": {"*": _page()},
                **{kind: {"*": BARE} for kind in ("textbox", "bookmarkNavigator", "actionButton")},
            },
        }
    )


def _classes() -> Json:
    return {
        name: {"fontFace": FONT, "fontSize": size, "color": TEXT} for name, size in SIZES.items()
    }


def _everywhere() -> Json:
    """Each visual on a white card with a thin line around it, its title above."""
    return {
        "background": [{"show": True, "color": _solid(GROUND), "transparency": 0}],
        "border": [{"show": True, "color": _solid(RULES), "radius": 4}],
        "title": [{"fontColor": _solid(TEXT), "fontSize": SIZES["title"], "bold": True}],
        "subTitle": [{"fontColor": _solid(QUIET_TEXT), "fontSize": SIZES["label"]}],
    }


def _page() -> Json:
    """The paper on which the cards lie, and the pane of filters beside it."""
    paper = [{"color": _solid(PAPER), "transparency": 0}]
    pane = [{"backgroundColor": _solid(PAPER), "foregroundColor": _solid(TEXT)}]
    return {"background": paper, "outspace": paper, "outspacePane": pane}


def _solid(colour: str) -> Json:
    return {"solid": {"color": colour}}

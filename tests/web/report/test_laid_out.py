import pytest

from alkasba.web.report.laid_out import MOST_BARS, apart, laid_out
from tests.served_shop import report_of_shop, served_shop


def texts(data):
    """Every text of a structure."""
    match data:
        case dict():
            return [text for value in data.values() for text in texts(value)]
        case list():
            return [text for value in data for text in texts(value)]
        case str():
            return [data]
    return []


def cards(report, kind):
    data = laid_out(report, lambda spec: "<svg/>", ["A"])
    groups = data["parts"][0]["groups"]
    return [card for group in groups if group["kind"] == kind for card in group["cards"]]


def test_numbers_stand_with_what_they_are_compared_with(report):
    (card,) = cards(report(period="2026-10"), "number")
    assert [line["weight"] for line in card["change"]] == ["semibold", "regular"]
    assert card["change"][0]["text"].startswith("▲ ")
    assert card["change"][1]["text"].startswith("Last year: ")


def test_the_last_of_an_odd_number_of_charts_has_the_room_of_two(report):
    assert [card["span"] for card in cards(report(period="all"), "chart")] == [1, 1, 2]


def test_a_chart_tells_who_cannot_see_it_what_it_shows(report):
    first = cards(report(period="all"), "chart")[0]
    assert first["charts"][0]["alt"].startswith("Net sales, Units · Month. Month, ")
    assert "Oct 2025 " in first["charts"][0]["alt"]


def test_a_view_without_anything_says_so(report):
    for card in cards(report(period="2020"), "chart"):
        assert card["notes"] == [
            "Nothing in this view. Choose another period, or clear the filters."
        ]


def test_of_many_bars_the_first_are_drawn_and_that_is_said(tmp_path):
    shop = served_shop(tmp_path)
    tile = '[[tiles]]\nshow = "bar"\nmeasure = "units"\nby = "order_id"\norder = "-units"\n'
    shop.write("dashboards/sales.toml", f'title = {{ en = "Sales" }}\n{tile}')
    shop.sales("more.csv", *(f"M{at},1,2026-10-10,P1,{at + 1},1" for at in range(40)))
    shop.run()
    drawn = []
    data = laid_out(report_of_shop(tmp_path), lambda spec: drawn.append(spec) or "<svg/>", ["A"])
    (card,) = data["parts"][0]["groups"][0]["cards"]
    assert len(drawn[0]["data"]["values"]) == MOST_BARS
    assert card["notes"] == ["The first 25 of 48 are drawn."]


@pytest.mark.parametrize("text", ["x" * 1000, "\u202e" * 1000, "a b " * 500])
def test_no_text_is_endless_and_no_word_unbreakable(text):
    told = apart(text)
    assert len(told) < 320
    assert all(len(word) <= 31 for word in told.replace("\u200b", " ").split())


def test_the_direction_of_a_text_ends_with_it(report):
    parts = laid_out(report(period="all"), lambda spec: "", ["A"])["parts"]
    told = {text for text in texts(parts) if "Karcade" in text}
    # What stands for a chart is heard, not seen.
    assert {text for text in told if " · " not in text} == {"\u2068\u202eKarcade\u2069"}

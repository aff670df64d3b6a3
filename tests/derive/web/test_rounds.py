from alkasba.derive.web.rounds import charts_of_rounds

WORDS = {"sent": "Changed", "gone": "Gone", "changes_told": "Told", "seconds_taken": "Took"}
ROUNDS = [
    {"label": "10:00:00", "sent": 3, "gone": 1, "seconds": 0.5},
    {"label": "10:00:30", "failed": "it does not answer."},
    {"label": "10:01:00", "sent": 0, "gone": 0, "seconds": 0.25},
]


def test_a_round_is_a_bar_of_what_it_told_and_one_of_its_seconds():
    told, took = charts_of_rounds(ROUNDS, WORDS)
    assert [(v["c0"], v["series"], v["value"]) for v in told["data"]["values"]] == [
        ("10:00:00", "Changed", 3),
        ("10:00:00", "Gone", 1),
        ("10:01:00", "Changed", 0),
        ("10:01:00", "Gone", 0),
    ]
    assert [v["value"] for v in took["data"]["values"]] == [0.5, 0.25]
    titles = [spec["encoding"]["y"]["title"] for spec in (told, took)]
    assert titles == ["Told", "Took"]


def test_nothing_is_drawn_where_no_round_was_done():
    assert charts_of_rounds(ROUNDS[1:2], WORDS) == []
    assert charts_of_rounds([], WORDS) == []


def test_few_rounds_are_narrow_bars():
    few = charts_of_rounds(ROUNDS, WORDS)[1]["mark"]["width"]["band"]
    many = [{"label": str(n), "sent": 0, "gone": 0, "seconds": 1} for n in range(30)]
    assert (few, charts_of_rounds(many, WORDS)[1]["mark"]["width"]["band"]) == (2 / 12, 0.9)

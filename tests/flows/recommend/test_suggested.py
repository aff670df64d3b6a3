from alkasba.flows.recommend.suggested import Because, Item, Suggested


def test_an_answer_tells_model_reasons_and_what_more_is_known():
    item = Item("P1", "Mint", 0.5, "together", (Because("P2", "Sage", 1.0),), {"lift": 2.0})
    answer = Suggested("M1", "2026-11-01", "basket", (item,), following=20)
    assert answer.data() == {
        "model": "M1",
        "trained_at": "2026-11-01",
        "recommendation": answer.recommendation,
        "experiment": "",
        "arm": "",
        "basis": "basket",
        "reason": "",
        "items": [
            {
                "key": "P1",
                "name": "Mint",
                "score": 0.5,
                "source": "together",
                "lift": 2.0,
                "because": [{"key": "P2", "name": "Sage", "share": 1.0}],
            }
        ],
    }


def test_an_id_names_the_list_and_nothing_of_who_asked():
    mint, sage = Item("P1", "Mint", 0.5, "als"), Item("P2", "Sage", 0.5, "als")
    first = Suggested("M1", "2026-11-01", "history", (mint, sage))
    assert first.recommendation == Suggested("M1", "", "history", (mint, sage)).recommendation
    others = (
        Suggested("M2", "2026-11-01", "history", (mint, sage)),
        Suggested("M1", "2026-11-01", "history", (sage, mint)),
        Suggested("M1", "2026-11-01", "history", (mint, sage), experiment="spring", arm="a"),
    )
    assert first.recommendation not in {other.recommendation for other in others}

from alkasba.flows.recommend.suggested import Because, Item, Suggested


def test_an_answer_tells_model_reasons_and_what_more_is_known():
    item = Item("P1", "Mint", 0.5, "together", (Because("P2", "Sage", 1.0),), {"lift": 2.0})
    told = Suggested("M1", "2026-11-01", "basket", (item,), following=20).data()
    assert told == {
        "model": "M1",
        "trained_at": "2026-11-01",
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

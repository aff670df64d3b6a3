from alkasba.derive.web.trainings import chart_of_trainings

WORDS = {"by_model": "Model", "by_popularity": "Popular", "ndcg_in_20": "NDCG"}
JUDGED = {"label": "1 Nov", "ndcg": 0.3, "popular_ndcg": 0.1}


def test_each_judged_training_is_a_point_of_both_lines():
    later = JUDGED | {"label": "2 Nov", "ndcg": 0.4}
    spec = chart_of_trainings([JUDGED, {"label": "nobody came back"}, later], WORDS)
    assert spec is not None
    assert [tuple(one.values()) for one in spec["data"]["values"]] == [
        ("1 Nov", "Model", 0.3),
        ("1 Nov", "Popular", 0.1),
        ("2 Nov", "Model", 0.4),
        ("2 Nov", "Popular", 0.1),
    ]


def test_one_training_is_no_line():
    assert chart_of_trainings([JUDGED], WORDS) is None
    assert chart_of_trainings([], WORDS) is None

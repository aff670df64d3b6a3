import jsonschema
import pytest

from alkasba.derive.editor_schema.recommending import recommend_part

LEAST = {"who": "customer", "what": "product", "together": "order_id"}
ARMS = {"popular": {"share": 0.5, "shows": "popular"}, "model": {"share": 0.5, "diversity": 0.3}}
EXPERIMENT = {"name": "spring", "control": "popular", "days": 14, "arms": ARMS}


def test_who_is_left_out_an_experiment_and_weights_are_offered():
    said = LEAST | {
        "objects": "no_profile",
        "restricted": "is_restricted",
        "events": {"clicked": 0.2, "bought": 1},
        "experiment": EXPERIMENT,
    }
    jsonschema.validate(said, recommend_part())


@pytest.mark.parametrize(
    "said",
    [
        {"events": {"shown": 1}},
        {"events": {"clicked": 11}},
        {"experiment": EXPERIMENT | {"name": "a b"}},
        {"experiment": EXPERIMENT | {"days": 0}},
        {"experiment": EXPERIMENT | {"arms": {"a": {"shows": "popular"}}}},
        {"experiment": EXPERIMENT | {"arms": {"a": {"share": 0.5, "shows": "nothing"}}}},
    ],
)
def test_mistakes_are_found(said):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(LEAST | said, recommend_part())

"""JSON Schema of [recommend]: what people want next, and what is tried on them."""

from alkasba.derive.editor_schema.pieces import (
    Schema,
    named,
    of,
    part,
    share,
    text,
    whole,
    word,
    words,
)
from alkasba.model.experiment import BOUGHT, SHOWN
from alkasba.model.read_experiment import HEAVIEST, MOST_DAYS, NAME, WEIGHED
from alkasba.model.recommend import LONGEST_NEW


def recommend_part() -> Schema:
    """What a fact says of recommendations."""
    less = {
        "of": text("the fact of what is taken back: refund"),
        "same": text("its column that holds what `together` holds: order_id"),
        "pieces": text("its column of how many pieces; a row takes all back where not said"),
    }
    return part(
        "For a fact of sales: what people want next is learnt from its rows",
        {
            "who": text("the reference to those who buy: customer"),
            "what": text("the reference to what is bought: product"),
            "together": text("what rows bought at once have in common: order_id"),
            "pieces": text("the column of how many pieces a row is of: quantity"),
            "where": text("which rows count"),
            "less": part("What was taken back", less, needed=("of", "same")),
            "offer": text("which members may be shown: not is_discontinued and stock_now > 0"),
            "alike": words("the members' columns by which they resemble each other"),
            "category": text("the members' column that answers are narrowed by, and kept apart"),
            "price": text("the members' column of what they cost"),
            "country": text("the people's column that groups them"),
            "objects": text("the people's flag of who objects, and is left out"),
            "restricted": text("the people's flag of whose processing is restricted, left out too"),
            "least_people": whole(
                "people behind each pair of products and what is popular; 5 where not said", 2
            ),
            "new_share": share("the share of the places for what is new on sale; 0 where not said"),
            "new_days": whole("days for which a product is new; 30 where not said", 1, LONGEST_NEW),
            "money": text("the column of what a row is worth, in which experiments are told"),
            "events": _weights(),
            "experiment": _experiment(),
        },
        needed=("who", "what", "together"),
    )


def _weights() -> Schema:
    abouts = (f"how much a product weighs that was {name}; 0 where not said" for name in WEIGHED)
    weights = (of("number", about, minimum=0, maximum=HEAVIEST) for about in abouts)
    about = "Events that weigh in a training; a purchase weighs 1"
    return part(about, dict(zip(WEIGHED, weights, strict=True)))


def _experiment() -> Schema:
    arm = part(
        "What a share of the people is shown",
        {
            "share": share("the share of the people: 0.5"),
            "shows": word("what was learnt, or what is popular", SHOWN),
            "diversity": share("what likeness to what stands before costs, whatever is asked"),
            "bought": word("what was bought before: too, not, only; whatever is asked", BOUGHT),
        },
        needed=("share",),
    )
    return part(
        "What is tried on shares of the people",
        {
            "name": text("its name; another one assigns people anew", pattern=f"^{NAME.pattern}$"),
            "control": text("the arm that the others are compared with"),
            "days": whole("purchases count so many days after; 14 where not said", 1, MOST_DAYS),
            "arms": named("Arms, by name", arm, f"^{NAME.pattern}$"),
        },
        needed=("name", "control", "arms"),
    )

"""Whether the parts of a measure add up to the whole, so that they may stand on each other."""

from alkasba.derive.measures import find_measure
from alkasba.model.expression import Aggregate, Call, Expression, Name
from alkasba.model.shop import Shop

ADDED = ("sum", "count")


def adds_up(shop: Shop, measure: str) -> bool:
    """Whether what it tells of the parts is, added up, what it tells of the whole."""
    found = find_measure(shop, measure)
    return found.only_by is None and _adds_up(shop, found.formula)


def _adds_up(shop: Shop, formula: Expression) -> bool:
    match formula:
        case Aggregate(function=function):
            return function in ADDED
        case Name():
            return adds_up(shop, str(formula))
        case Call(function="+" | "-", arguments=arguments):
            return all(_adds_up(shop, argument) for argument in arguments)
    return False

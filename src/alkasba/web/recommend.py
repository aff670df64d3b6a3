"""The page of recommendations: what the model is of, how good it is, and what it believes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from markupsafe import Markup

from alkasba.derive.figures import figures
from alkasba.derive.web.telling import moment_in
from alkasba.derive.web.trainings import chart_of_trainings
from alkasba.derive.web.words import SIGNS, say
from alkasba.flows.recommend.asking import Asking, Recommender
from alkasba.flows.recommend.suggested import Suggested, Wanted
from alkasba.flows.recommend.trainings import last_trainings
from alkasba.flows.serving import Edition
from alkasba.model.recommend import learnt
from alkasba.web.api_recommend import recommender
from alkasba.web.cards import Cell, Grid
from alkasba.web.recommend_lift import lift_part, sign_of_lift
from alkasba.web.recommended import product_cell, search_form, sees_people
from alkasba.web.visit import Visit, Visited

router = APIRouter(include_in_schema=False)
OF_CHART = ("by_model", "by_popularity", "ndcg_in_20")
TRAININGS = 60
SHOWN, EACH = 5, 3
"""Products that are told of, and suggestions for each."""
MEASURES = {"recall": "hits_in_20", "ndcg": "ndcg_in_20", "basket_f1": "basket_in_10"}
Quality = Mapping[str, Any]


@router.get("/recommendations")
def page(visit: Visited, found: Annotated[Recommender, Depends(recommender)]) -> Response:
    """What the model that speaks now is of, and how good it is."""
    edition, language = visit.edition, visit.language
    if learnt(edition.shop) is None:
        return visit.page("recommend.html", lambda: _of_nothing(language))
    asking = found.at(edition)
    told = asking.told()

    def made() -> dict[str, Any]:
        quality = told["quality"]
        is_judged = quality["people"] > 0
        return _of_nothing(language) | {
            "is_recommended": True,
            "facts": list(_facts(edition, told, language)),
            "to_do": list(_to_do(told, language)),
            "held_out": say(
                language,
                "held_out" if is_judged else _why_unjudged(told["data"]),
                people=_figure(quality["people"], language),
                days=quality["days"],
            ),
            "quality": _quality(quality, language) if is_judged else None,
            "shares": list(_shares(quality, language)) if is_judged else [],
            "deciles": _deciles(quality, language) if is_judged else None,
            "products": _products(visit, asking),
            **search_form(visit),
            **_over_time(visit),
            **lift_part(visit),
        }

    newest = "".join(one["version"] for one in last_trainings(edition.opened.settings.build, 1))
    more = (asking.version, told["refused_since"], newest, sees_people(visit), sign_of_lift(visit))
    return visit.page("recommend.html", made, *more)


def _of_nothing(language: str) -> dict[str, Any]:
    return {"title": say(language, "recommendations"), "is_recommended": False}


def _why_unjudged(data: Quality) -> str:
    """The word for why a model was not judged."""
    if not data["lines"]:
        return "nothing_sold"
    return "nobody_judged" if data["people"] else "nobody_known"


def _facts(edition: Edition, told: Quality, language: str) -> Iterator[tuple[str, str]]:
    yield say(language, "the_model"), told["model"]
    yield say(language, "trained_at"), moment_in(edition.shop, told["trained_at"], language)
    counted = {"trained_on": "lines", "known_people": "people", "known_products": "products"}
    for word, name in counted.items():
        yield say(language, word), _figure(told["data"][name], language)


def _to_do(told: Quality, language: str) -> Iterator[str]:
    if why := told["refused_since"]:
        yield say(language, "last_refused", why=why)
    elif not told["is_of_this_run"]:
        yield say(language, "model_is_behind")


def _quality(quality: Quality, language: str) -> Grid:
    heads = [Cell(say(language, "what_is_measured"))]
    heads += [Cell(say(language, word), True) for word in ("by_model", "by_popularity")]
    rows = [
        [
            Cell(say(language, word)),
            Cell(_figure(quality[name], language), True),
            Cell(_figure(quality[f"popular_{name}"], language), True),
        ]
        for name, word in MEASURES.items()
    ]
    return Grid([heads], rows)


def _shares(quality: Quality, language: str) -> Iterator[tuple[str, str]]:
    yield say(language, "products_shown"), _share(quality["coverage"], language)
    yield say(language, "long_tail_shown"), _share(quality["long_tail"], language)
    for source, share in quality["spoke"].items():
        name = f"{say(language, 'who_speaks')}: {say(language, f'source_{source}')}"
        yield name, _share(share, language)


def _deciles(quality: Quality, language: str) -> Grid:
    heads = [Cell(say(language, "tenth"), True)]
    heads += [Cell(say(language, word), True) for word in ("by_model", "by_popularity")]
    rows = [
        [
            Cell(str(one["decile"]), True),
            Cell(_figure(one["ndcg"], language), True),
            Cell(_figure(one["popular_ndcg"], language), True),
        ]
        for one in quality["deciles"]
    ]
    return Grid([heads], rows)


def _over_time(visit: Visit) -> dict[str, Any]:
    """All trainings as a chart and as lines, the newest first."""
    edition, language = visit.edition, visit.language
    trainings = last_trainings(edition.opened.settings.build, TRAININGS)
    drawn = [
        {**one, "label": moment_in(edition.shop, one["trained_at"], language)}
        for one in reversed(trainings)
    ]
    chart = chart_of_trainings(drawn, {word: say(language, word) for word in OF_CHART})
    # Nothing in it ends a script element: "<" is written as an escape.
    written = Markup(json.dumps(chart).replace("<", "\\u003c")) if chart else None
    return {"chart": written, "trainings": _trainings(drawn[::-1], language)}


def _trainings(trainings: Sequence[Quality], language: str) -> Grid:
    words = ("ndcg_in_20", "by_popularity", "hits_in_20", "coverage", "megabytes", "seconds")
    heads = [Cell(say(language, "trained_at")), *(Cell(say(language, one), True) for one in words)]
    rows = []
    for one in trainings:
        cells = [one.get(name) for name in ("ndcg", "popular_ndcg", "recall")]
        shown = [_figure(value, language) if value is not None else "–" for value in cells]
        shown.append(_share(one["coverage"], language) if "coverage" in one else "–")
        shown += [SIGNS[language].write(one["bytes"] / 1e6, 2)]
        shown += [SIGNS[language].write(one["seconds"], 1)]
        figures_of = [Cell(text, True) for text in shown]
        rows.append([Cell(one["label"]), *figures_of, Cell(one["refused"])])
    return Grid([[*heads, Cell(say(language, "model_kept_aside"))]], rows)


def _products(visit: Visit, asking: Asking) -> Grid:
    """What goes with the products that are wanted most, and what could stand in for them."""
    words = ("a_product", "goes_with_it", "stands_in")
    heads = [Cell(say(visit.language, word)) for word in words]
    rows = []
    for item in asking.popular(Wanted(limit=SHOWN)).items:
        others = (ask(item.key, Wanted(limit=EACH)) for ask in (asking.together, asking.like))
        rows.append(
            [product_cell(visit, item.key, item.name), *(Cell(_named(other)) for other in others)]
        )
    return Grid([heads], rows)


def _named(found: Suggested) -> str:
    return ", ".join(item.name for item in found.items) or "–"


def _figure(value: float, language: str) -> str:
    """A count as it is, anything else with four decimals."""
    return SIGNS[language].write(value, 0 if isinstance(value, int) else 4)


def _share(value: float, language: str) -> str:
    return figures([Decimal(str(value))], "%", SIGNS[language])[0]

"""How well searches are answered: nDCG@10 of 60 questions, by `just relevance`."""

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from math import log2
from pathlib import Path

import httpx

from tests.java_services import Elasticsearch, OpenSearch
from tests.searched_shop import SearchedShop, searched_shop, told_shop
from tests.services import Server, ServerMissing

QUESTIONS = Path(__file__).with_name("relevance.txt")
FIRST = 10
Find = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, and how much each product is worth as an answer to it."""

    part: str
    language: str
    text: str
    grades: dict[str, int]


def questions() -> list[Judged]:
    """All questions, with what was judged by hand."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    told = (line.split("|") for line in lines if line and not line.startswith("#"))
    return [
        Judged(
            part.strip(),
            language.strip(),
            text.strip(),
            {key: int(grade) for key, grade in (one.split("=") for one in grades.split())},
        )
        for part, language, text, grades in told
    ]


def ndcg(keys: Sequence[str], grades: dict[str, int]) -> float:
    """How much of what could be had stands among the first ten, what stands higher counting more.

    >>> ndcg(["a", "b"], {"a": 3}), round(ndcg(["b", "a"], {"a": 3}), 2)
    (1.0, 0.63)
    """
    best = sorted(grades.values(), reverse=True)
    return _gain([grades.get(key, 0) for key in keys]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(at + 2) for at, grade in enumerate(grades[:FIRST]))


def mean(judged: Sequence[Judged], find: Find, *, part: str = "", language: str = "") -> float:
    """The mean over the questions of a part and a language; of all where none is said."""
    scores = [
        ndcg(find(one.text), one.grades)
        for one in judged
        if part in ("", one.part) and language in ("", one.language)
    ]
    return sum(scores) / len(scores)


def ours(shop: SearchedShop) -> Find:
    """What the program finds."""
    return lambda text: shop.keys(text, limit=FIRST)


@contextmanager
def plain_in_files(shop: SearchedShop) -> Iterator[Find]:
    """What SQLite's own search finds in the names, any of the words, its usual way to cut them."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE VIRTUAL TABLE names USING fts5(key UNINDEXED, name)")
        rows = [(key, document["name"]) for key, document in sorted(shop.documents.items())]
        db.executemany("INSERT INTO names VALUES (?, ?)", rows)

        def find(text: str) -> list[str]:
            words = " OR ".join('"{}"'.format(word.replace('"', "")) for word in text.split())
            sql = "SELECT key FROM names WHERE names MATCH ? ORDER BY bm25(names), key LIMIT ?"
            return [key for (key,) in db.execute(sql, [words, FIRST])]

        yield find


@contextmanager
def plain_in_engine(shop: SearchedShop, url: str) -> Iterator[Find]:
    """What an engine finds in the names by a plain match."""
    with httpx.Client(base_url=url) as client:

        def find(text: str) -> list[str]:
            told = {"size": FIRST, "query": {"match": {"name": text}}, "sort": ["_score", "code"]}
            answer = client.post("/index_products/_search", json=told).raise_for_status().json()
            return [hit["_id"] for hit in answer["hits"]["hits"]]

        yield find


def ways(stack: ExitStack) -> Iterator[tuple[str, Find]]:
    """Every way in which the questions can be asked here."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    told = told_shop(folder / "shop")
    in_files = searched_shop(told, "index:build/search")
    yield "plain match, SQLite", stack.enter_context(plain_in_files(in_files))
    yield "ours, files", ours(in_files)
    for kind in (Elasticsearch, OpenSearch):
        with ExitStack() as own:
            try:
                server: Server = own.enter_context(kind())
            except ServerMissing as missing:
                print(f"{kind.__name__}: {missing}", file=sys.stderr)
                continue
            shop = searched_shop(told, server.url(""))
            plain = own.enter_context(plain_in_engine(shop, server.url("")))
            yield f"plain match, {kind.__name__}", plain
            yield f"ours, {kind.__name__}", ours(shop)
            shop.searching.close()


def main() -> None:
    """Print a table; with the name of a part also each of its questions that is not perfect."""
    judged = questions()
    print(
        "| nDCG@10 | tuned, 30 | held, 30 | en | fr | ar | all 60 |\n|---|---|---|---|---|---|---|"
    )
    with ExitStack() as stack:
        for name, find in ways(stack):
            cuts = [{"part": "tune"}, {"part": "held"}, *({"language": n} for n in LANGUAGES), {}]
            told = " | ".join(f"{mean(judged, find, **cut):.3f}" for cut in cuts)
            print(f"| {name} | {told} |")
            for one in judged if sys.argv[1:] else ():
                if one.part in sys.argv[1:] and (score := ndcg(find(one.text), one.grades)) < 0.99:
                    print(f"  {score:.3f} {one.text}: {' '.join(find(one.text))}")


LANGUAGES = ("en", "fr", "ar")

if __name__ == "__main__":
    main()

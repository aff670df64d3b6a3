"""Answers of APIs that page as the real ones do."""

from collections.abc import Callable, Sequence
from typing import Any

from tests.origins.server import Answers, Asked, Reply, reply

Rows = Sequence[Any]


def _whole(asked: Asked, name: str, default: int) -> int:
    return int(asked.query.get(name, default))


def woocommerce(**resources: Rows) -> Answers:
    """Bare arrays by page and per_page (10 unless asked, 100 at most); totals in headers."""

    def answer(asked: Asked) -> Reply:
        name = asked.path.rpartition("/")[2]
        if name not in resources:
            return reply({"code": "rest_no_route"}, status=404)
        rows = _later(resources[name], asked.query.get("modified_after", ""))
        page = _whole(asked, "page", 1)
        size = min(_whole(asked, "per_page", 10), 100)
        pages = -(-len(rows) // size)
        told = {"X_WP_Total": str(len(rows)), "X_WP_TotalPages": str(pages)}
        if page < pages:
            host = asked.headers["host"]
            told["Link"] = (
                f'<http://{host}{asked.path}?page={page + 1}&per_page={size}>; rel="next"'
            )
        return reply(rows[(page - 1) * size : page * size], **told)

    return answer


def _later(rows: Rows, moment: str) -> Rows:
    return [row for row in rows if row.get("date_modified_gmt", "") > moment] if moment else rows


def dummyjson(**resources: Rows) -> Answers:
    """Wrapped in their name, by limit (30 unless asked, 0 for all) and skip."""

    def answer(asked: Asked) -> Reply:
        name = asked.path.strip("/")
        if name not in resources:
            return reply({"message": "Not found"}, status=404)
        rows = resources[name]
        skip = _whole(asked, "skip", 0)
        limit = _whole(asked, "limit", 30) or len(rows)
        part = rows[skip : skip + limit]
        return reply({name: part, "total": len(rows), "skip": skip, "limit": len(part)})

    return answer


def cursors(rows: Rows, *, at_most: int = 100, has_total: bool = True) -> Answers:
    """Rows below `data`, the cursor below `meta`."""

    def answer(asked: Asked) -> Reply:
        start = int(asked.query.get("cursor", "c0")[1:])
        size = min(_whole(asked, "limit", 10), at_most)
        end = start + size
        meta: dict[str, Any] = {"next": f"c{end}" if end < len(rows) else None}
        meta |= {"total": len(rows)} if has_total else {}
        return reply({"data": rows[start:end], "meta": meta})

    return answer


def one_after_the_other(*answers: Callable[[], Reply]) -> Answers:
    """A fixed row of answers, whatever is asked; the last one for ever."""
    left = list(answers)
    return lambda _: (left.pop(0) if len(left) > 1 else left[0])()

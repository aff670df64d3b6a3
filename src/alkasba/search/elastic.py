"""Elasticsearch 7.10 and later, and OpenSearch: what both have in common, over HTTP."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from alkasba.errors import StoreAway, StoreError
from alkasba.model.index import IndexPlan
from alkasba.model.searching import Found, Hit, Lookup, Way
from alkasba.ports import Change, Verdict
from alkasba.search import asking
from alkasba.search.engine import Engine
from alkasba.trust import mistrust

PAGE = 5_000
LINES = {"Content-Type": "application/x-ndjson"}
KINDS = "items.*.error.type,items.*.error.caused_by.type"
TOLD = f"errors,items.*.status,items.*.result,{KINDS}"
"""What an engine is to say of a request of many changes; else it says more than it was told."""
HEAD = b'{"%b":{"_id":%b,"version":%d,"version_type":"external"}}\n'
DONE, OLDER, LATER, NEVER = "done", "older", "later", "never"
BUSY = {408, 429, 500, 502, 503, 504}
"""What an engine answers that has too much to do, or starts."""
BARRED = {"cluster_block_exception", "index_closed_exception"}
"""What it says of an index that its keepers let nobody write, until they do again."""
TOO_LARGE = 413
MEANINGS = {
    401: "does not let us in",
    403: "forbids what the stream needs",
}


@dataclass(frozen=True, slots=True)
class ElasticIndex:
    """Indexes of one engine."""

    engine: Engine

    def standing(self, alias: str) -> list[str]:
        """The indexes that there are for a name, the one that it stands for first."""
        chosen = self._called(alias)
        others = sorted(self._ask("GET", f"/{alias}-*/_alias", missing={}).keys() - {*chosen})
        return [*(chosen or [""]), *others]

    def _called(self, alias: str) -> list[str]:
        """The indexes that have this name."""
        return sorted(self._ask("GET", f"/_alias/{alias}", missing={}).keys())

    def make(self, plan: IndexPlan) -> None:
        """Make the index of a plan, unless it is there."""
        answer = self._answer("PUT", f"/{plan.name}", json=plan.body)
        if answer.status_code == 400 and _kind(answer) == "resource_already_exists_exception":
            return
        self._refuse(answer)

    def stand(self, plan: IndexPlan) -> None:
        """Let the name stand for this index from now on, and for no other."""
        before = self._called(plan.alias)
        actions: list[Any] = [
            {"remove": {"index": name, "alias": plan.alias}} for name in before if name != plan.name
        ]
        actions.append({"add": {"index": plan.name, "alias": plan.alias}})
        self._ask("POST", "/_aliases", json={"actions": actions})

    def drop(self, name: str) -> None:
        """Take an index away."""
        self._ask("DELETE", f"/{name}", missing={})

    def write(self, name: str, changes: Sequence[Change]) -> list[Verdict]:
        """Make the changes; what is too large for one request is sent in several."""
        body = b"".join(map(_lines, changes))
        path = f"/{name}/_bulk?filter_path={TOLD}"
        answer = self._answer("POST", path, content=body, headers=LINES)
        if answer.status_code == TOO_LARGE:
            return self._in_halves(name, changes)
        self._refuse(answer)
        return _verdicts(answer.json(), len(changes))

    def _in_halves(self, name: str, changes: Sequence[Change]) -> list[Verdict]:
        if len(changes) == 1:
            return [Verdict(NEVER, "it is larger than the engine takes")]
        half = len(changes) // 2
        return [*self.write(name, changes[:half]), *self.write(name, changes[half:])]

    def refresh(self, name: str) -> None:
        """Let everyone see what was written."""
        self._ask("POST", f"/{name}/_refresh")

    def versions(self, name: str) -> Iterator[tuple[str, int]]:
        """Id and version of each document, page by page of a view that does not change."""
        first = {"size": PAGE, "_source": False, "version": True, "sort": ["_doc"]}
        answer = self._ask("POST", f"/{name}/_search?scroll=1m", json=first)
        while hits := answer["hits"]["hits"]:
            yield from ((hit["_id"], hit["_version"]) for hit in hits)
            more = {"scroll": "1m", "scroll_id": answer["_scroll_id"]}
            answer = self._ask("POST", "/_search/scroll", json=more)
        self._answer("DELETE", "/_search/scroll", json={"scroll_id": [answer["_scroll_id"]]})

    def search(self, lookup: Lookup, way: Way, *, seconds: float) -> Found:
        """What is found of a question."""
        return asking.search(self._post, lookup, way, seconds)

    def document(self, alias: str, name: str) -> Hit | None:
        """The document of that id, if it is there."""
        return asking.document(self._post, alias, name)

    def _post(self, path: str, told: dict[str, Any]) -> str:
        answer = self._answer("POST", path, json=told)
        if answer.status_code == 404:
            return ""
        self._refuse(answer)
        return answer.text

    def count(self, name: str) -> int:
        """How many documents everyone sees there."""
        return int(self._ask("GET", f"/{name}/_count")["count"])

    def close(self) -> None:
        """Let go of its connections."""
        self.engine.client.close()

    def _ask(
        self, method: str, path: str, *, json: object = None, missing: Any = None
    ) -> dict[str, Any]:
        answer = self._answer(method, path, json=json)
        if answer.status_code == 404 and missing is not None:
            return dict(missing)
        self._refuse(answer)
        told: dict[str, Any] = answer.json()
        return told

    def _answer(self, method: str, path: str, **said: Any) -> httpx.Response:
        try:
            return self.engine.client.request(method, path, **said)
        except httpx.HTTPError as error:
            if found := mistrust(error):
                raise StoreError(
                    f"{self.engine} is not trusted: {found.what}.",
                    where="[search] url",
                    next_step=found.next_step,
                ) from None
            raise away(self.engine) from None

    def _refuse(self, answer: httpx.Response) -> None:
        """Raise what an answer means that is no success; its own words may hold values."""
        status = answer.status_code
        if answer.is_success:
            return
        if status in BUSY:
            raise away(self.engine)
        if status in MEANINGS:
            raise StoreError(
                f"{self.engine} {MEANINGS[status]} ({status}).",
                where="[search] url",
                next_step="Check user and secret in [search], and the rights that they have there.",
            )
        raise StoreError(
            f"{self.engine} refuses what is needed ({status}, {_kind(answer) or 'no JSON'}).",
            where="[search] url",
            next_step="Check that it is Elasticsearch 7.10 or later, or OpenSearch.",
        )


def away(engine: Engine) -> StoreAway:
    """It does not answer, or has too much to do."""
    return StoreAway(
        f"{engine} does not answer now.",
        where="[search] url",
        next_step="Check address and network. What was not indexed is indexed when it is back.",
    )


def _lines(change: Change) -> bytes:
    name, version, document = json.dumps(change.id).encode(), change.version, change.document
    if document is None:
        return HEAD % (b"delete", name, version)
    return HEAD % (b"index", name, version) + b"%b\n" % document


def _verdicts(told: Mapping[str, Any], count: int) -> list[Verdict]:
    """The verdict of each; without any error all are done, and nothing else has to be read."""
    return (
        [_verdict(item) for item in told["items"]]
        if told.get("errors", True)
        else [Verdict(DONE)] * count
    )


def _verdict(item: Mapping[str, Mapping[str, Any]]) -> Verdict:
    (told,) = item.values()
    status = int(told["status"])
    if status < 300 or (status == 404 and told.get("result") == "not_found"):
        return Verdict(DONE)
    if status == 409:
        return Verdict(OLDER)
    error = told.get("error") or {}
    if status in BUSY or error.get("type") in BARRED:
        return Verdict(LATER)
    # Its reason may quote the value; the kind of mistake, and of what caused it, never does.
    kinds = [error.get("type"), (error.get("caused_by") or {}).get("type")]
    return Verdict(NEVER, ", ".join(str(kind) for kind in kinds if kind) or f"status {status}")


def _kind(answer: httpx.Response) -> str:
    try:
        error = answer.json().get("error", "")
    except (ValueError, AttributeError):
        return ""
    return str(error.get("type", "")) if isinstance(error, dict) else ""

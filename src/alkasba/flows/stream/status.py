"""How the stream stands: the last round of each table, and what still has to be indexed."""

import json
from typing import Any

from alkasba.errors import AlkasbaError
from alkasba.flows.opening import OpenShop
from alkasba.flows.stream.consuming import lag
from alkasba.flows.stream.part import Part, parts_of
from alkasba.flows.stream.producing import ROUND, Topics
from alkasba.model.search import searched
from alkasba.stream import open_log


def stream_status(opened: OpenShop) -> list[dict[str, Any]]:
    """For each table that can be searched: its last round, `lag` and `dead` in messages.

    Nothing where no round was ever made. That the log cannot be asked is told, and no error.
    """
    if not searched(opened.shop):
        return []
    made = [part for part in parts_of(opened) if (part.folder / ROUND).exists()]
    return [_status(opened, part) for part in made]


def _status(opened: OpenShop, part: Part) -> dict[str, Any]:
    last = json.loads((part.folder / ROUND).read_text(encoding="utf-8"))
    found = {"table": part.table.name, "last_round": last, "lag": None, "dead": None, "why": ""}
    try:
        log, topics = open_log(opened.settings), Topics.of(part)
        found |= {"lag": lag(log, topics.members), "dead": lag(log, topics.dead)}
    except AlkasbaError as error:
        found["why"] = error.what
    return found

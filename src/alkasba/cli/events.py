"""What a run tells while it works, for machines: one event a line, as JSON on stderr."""

import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any

import structlog

from alkasba.report import Tell, silent


@contextmanager
def teller() -> Iterator[Tell]:
    """Tells each event with its time and its figures."""
    if sys.stderr is None:
        yield silent
        return
    logger = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _event_first,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    yield logger.info


def _event_first(_: object, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {"timestamp": event.pop("timestamp"), "event": event.pop("event"), **event}

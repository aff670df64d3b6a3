"""Logs: what is told by one program and read by others, each at its own pace."""

from importlib import import_module
from typing import Any

from alkasba.errors import StoreError
from alkasba.ports import Log
from alkasba.settings import Settings
from alkasba.stream.broker import broker_of
from alkasba.stream.embedded import EmbeddedLog

EMBEDDED, KAFKA = "log:", ("kafka:", "kafkas:")


def open_log(settings: Settings) -> Log:
    """The log of a shop, by `[stream] url`."""
    url = settings["stream.url"]
    if url.lower().startswith(KAFKA):
        log: Log = _kafka().KafkaLog(broker_of(settings))
        return log
    if not url.startswith(EMBEDDED) or len(url) == len(EMBEDDED):
        raise settings.wrong(
            "stream.url",
            f"there is no log like '{url}'.",
            "Write log:FOLDER, for example log:build/stream, or kafka://HOST:9092.",
        )
    return EmbeddedLog(settings.folder / url.removeprefix(EMBEDDED))


def _kafka() -> Any:
    """What speaks to Kafka; its driver is an extra, so it is only looked for here."""
    try:
        return import_module("alkasba.stream.kafka")
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] != "confluent_kafka":
            raise
        raise StoreError(
            "what speaks to Kafka is not installed.",
            where="[stream] url",
            next_step="Run: pip install 'alkasba[kafka]', or write url = \"log:build/stream\".",
        ) from None

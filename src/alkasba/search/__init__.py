"""Indexes: documents that people search, in files of this machine or in a search engine."""

from alkasba.ports import Index
from alkasba.search.elastic import ElasticIndex
from alkasba.search.embedded import EmbeddedIndex
from alkasba.search.engine import CLOUD, engine_of
from alkasba.settings import Settings

EMBEDDED, ENGINE = "index:", ("http://", "https://", CLOUD)


def is_engine(settings: Settings) -> bool:
    """Whether the index stands in a search engine, and not in files of this machine."""
    return settings["search.url"].lower().startswith(ENGINE)


def open_index(settings: Settings) -> Index:
    """The index of a shop, by `[search] url`."""
    url = settings["search.url"]
    if is_engine(settings):
        return ElasticIndex(engine_of(settings))
    if not url.startswith(EMBEDDED) or len(url) == len(EMBEDDED):
        raise settings.wrong(
            "search.url",
            "there is no index like this.",
            "Write index:FOLDER, for example index:build/search, https://HOST:9200, or cloud:ID.",
        )
    return EmbeddedIndex(settings.folder / url.removeprefix(EMBEDDED))

"""The keys that a source has which is an API; what reads them stands in sources."""

from alkasba.derive.editor_schema.pieces import (
    Schema,
    named,
    of,
    part,
    text,
    value,
    whole,
    word,
    words,
)

PAGE_WAYS = ("page", "offset", "cursor", "link", "next", "none")
AUTH_WAYS = ("bearer", "basic", "key", "client")
KEEPS = ("now", "days")
SPAN = r"^\d+ ?(second|minute|hour|day)s?$"

_PAGES = {
    "by": word("how an answer leads to the next one", PAGE_WAYS),
    "parameter": text("the parameter of the page, the offset or the cursor"),
    "size": whole("how many rows to ask for"),
    "size_parameter": text("the parameter of the size"),
    "first": whole("the number of the first page, or of the first row"),
    "next": text("where the next cursor or address stands in an answer"),
    "more": text("cursor: where an answer says whether there is more"),
    "at_most": whole("pages after which it is taken for endless; 10000 where not said", 1),
}
_AUTH = {
    "by": word("how it is told who asks", AUTH_WAYS),
    "secret": text("the name of the secret, never its value"),
    "user": text("basic: who asks"),
    "user_secret": text("the name of the secret that holds the user or the client"),
    "header": text("key: the header that it goes into"),
    "parameter": text("key: the parameter that it goes into"),
    "token_url": text("client: where a token is given"),
    "client_id": text("client: who asks"),
    "scope": text("client: what for"),
}
_SINCE = {
    "field": text("the moment of the last change, in each row"),
    "parameter": text("the parameter, or the variable, that asks for later rows"),
    "overlap": text("how much earlier is asked for again: 1 hour", pattern=SPAN),
    "write": text("how the moment is written: updated_at:>='{}'", pattern=r"\{\}"),
}
_GRAPHQL = {
    "query": text("the file of the query"),
    "variables": named("Variables of the query", {}, "."),
}

API: dict[str, Schema] = {
    "url": text("api: where it is; {place} is an address of alkasba.toml"),
    "pages": part("api: how it pages", _PAGES),
    "total": text("api: where an answer tells how many rows there are; header:X-WP-Total"),
    "parameters": named("api: parameters of each request", value("its value"), "."),
    "headers": named("api: headers of each request", value("its value"), "."),
    "auth": part("api: who asks", _AUTH, ("by", "secret")),
    "since": part("api: only what was changed later", _SINCE, ("field", "parameter")),
    "key": words("api: what tells rows apart"),
    "keep": word("api: what it says now, or on each day", KEEPS),
    "leave_out": words("api: what is never written down"),
    "rate": part(
        "api: how fast it is asked",
        {"per_second": of("number", "requests in a second", exclusiveMinimum=0)},
    ),
    "timeout": whole("api: seconds to wait for an answer; 30 where not said", 1),
    "graphql": part("api: a query that is posted", _GRAPHQL, ("query",)),
}

"""As much of GraphQL as the tests need: fields, aliases, arguments, variables; no fragments."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|-?\d+|[{}()\[\]:!$=]')


class Refused(Exception):
    """A query that names what is not there."""


@dataclass
class Asked:
    """A field as a query asks for it."""

    name: str
    alias: str
    arguments: dict[str, Any] = field(default_factory=dict)
    fields: list["Asked"] = field(default_factory=list)


class Query:
    """A query, cut into fields."""

    def __init__(self, text: str, variables: Mapping[str, Any]) -> None:
        self._tokens = TOKEN.findall(re.sub(r"#.*", "", text))
        self._variables = variables
        while self._tokens[0] != "{":
            self._tokens.pop(0)
        self.fields = self._fields()

    def _fields(self) -> list[Asked]:
        self._tokens.pop(0)
        found = []
        while self._tokens[0] != "}":
            found.append(self._field())
        self._tokens.pop(0)
        return found

    def _field(self) -> Asked:
        alias = name = self._tokens.pop(0)
        if self._tokens[0] == ":":
            self._tokens.pop(0)
            name = self._tokens.pop(0)
        asked = Asked(name, alias)
        if self._tokens[0] == "(":
            asked.arguments = self._arguments()
        if self._tokens[0] == "{":
            asked.fields = self._fields()
        return asked

    def _arguments(self) -> dict[str, Any]:
        self._tokens.pop(0)
        found = {}
        while self._tokens[0] != ")":
            name = self._tokens.pop(0)
            self._tokens.pop(0)
            found[name] = self._value()
        self._tokens.pop(0)
        return found

    def _value(self) -> Any:
        token = self._tokens.pop(0)
        if token == "$":
            return self._variables.get(self._tokens.pop(0))
        if token == "[":
            values = []
            while self._tokens[0] != "]":
                values.append(self._value())
            self._tokens.pop(0)
            return values
        return json.loads(token) if re.match(r'["\d-]|true|false|null', token) else token


def resolve(value: Any, asked: list[Asked]) -> Any:
    """What a query asks for of a value; a function is called with the arguments."""
    if value is None or not asked:
        return value
    if isinstance(value, list):
        return [resolve(part, asked) for part in value]
    return {one.alias: resolve(_of(value, one), one.fields) for one in asked}


def _of(value: Mapping[str, Any], asked: Asked) -> Any:
    if asked.name not in value:
        raise Refused(f"Field '{asked.name}' doesn't exist")
    found = value[asked.name]
    return found(**asked.arguments) if callable(found) else found


def connection(rows: list[Any]) -> Callable[..., Any]:
    """Rows by first and after, with what says where the next page begins."""

    def page(first: int, after: str | None = None, **other: Any) -> Any:
        start = int(after or 0)
        end = start + first
        info = {"hasNextPage": end < len(rows), "endCursor": str(min(end, len(rows))) or None}
        return {"nodes": rows[start:end], "pageInfo": info}

    return page

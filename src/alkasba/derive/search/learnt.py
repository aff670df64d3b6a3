"""What a model has learnt of members, as their documents tell it: two lists, and a rank."""

from alkasba.derive.sql import quoted
from alkasba.model.index import Field
from alkasba.model.table import Column

TABLE = "learnt"
"""The relation that what a model says is joined from: key, and a column for each field."""
FIELDS = {
    "similar": Field(Column("similar", "code"), is_learnt=True, is_list=True),
    "together": Field(Column("together", "code"), is_learnt=True, is_list=True),
    "popular": Field(Column("popular", "whole"), is_learnt=True),
}


def learnt_sql(source: str) -> str:
    """SELECT key and each field of a relation; what is empty is nothing, and told of nobody."""
    told = [_list(quoted(name)) if one.is_list else quoted(name) for name, one in FIELDS.items()]
    return f"SELECT key, {', '.join(told)} FROM {source}"


def _list(name: str) -> str:
    return f"CASE WHEN len({name}) > 0 THEN {name} END AS {name}"

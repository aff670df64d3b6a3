"""Rows that the origin marks as deleted: how the mark is read, and what such a row must have."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from alkasba.clean.rules import Rule
from alkasba.clean.texts import bare_text
from alkasba.derive.sql import literal
from alkasba.errors import did_you_mean
from alkasba.model.source import Deleted, Duplicates, Feed
from alkasba.model.table import Table


def deleted_sql(feed: Feed, place: Callable[[str], str | None]) -> str | None:
    """SQL for whether a row is marked as deleted; None where the files have no such column.

    `place` gives SQL for what the origin calls by a name.
    """
    if feed.deleted is None:
        return None
    found = [where for name in feed.deleted.names if (where := place(name))]
    marks = [_is_mark(bare_text(where, kind="text", form=feed.format), feed) for where in found]
    return f"coalesce({' OR '.join(marks)}, FALSE)" if marks else None


def _is_mark(text: str, feed: Feed) -> str:
    if feed.deleted and feed.deleted.values:
        return f"lower({text}) IN ({_lowered(feed.deleted.values)})"
    # A flag that says no marks nothing, though it holds a value.
    return f"({text} IS NOT NULL AND lower({text}) NOT IN ({_lowered(feed.format.no)}))"


def _lowered(words: Sequence[str]) -> str:
    return ", ".join(f"lower({literal(word)})" for word in words)


def deleted_rules(
    deleted: Deleted, table: Table, duplicates: Duplicates | None, rules: Sequence[Rule]
) -> tuple[Rule, ...]:
    """The rules, of which a deleted row keeps only those of what tells which row it was, and when.

    Many origins leave nothing but a key and the mark of a row that they have deleted.
    """
    order = duplicates.order if duplicates else None
    needed = {*table.key, order, table.day if table.history else None}
    return tuple(
        rule if rule.name.partition(":")[2] in needed else _unless_deleted(rule) for rule in rules
    )


def _unless_deleted(rule: Rule) -> Rule:
    return replace(rule, condition=f"NOT _deleted AND ({rule.condition})")


def lacking_mark(deleted: Deleted, written: Sequence[str]) -> Rule:
    """What every row breaks of a file that has no column for the mark."""
    return Rule(
        f"header:{deleted.names[0]}",
        "TRUE",
        f"the file has no column {' or '.join(deleted.names)}, which marks what is deleted."
        + did_you_mean(deleted.names[0], written),
        "Add the name it has now to deleted, or declare optional = true there.",
    )

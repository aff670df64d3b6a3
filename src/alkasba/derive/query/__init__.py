"""Questions in SQL for the warehouse."""

from alkasba.derive.query.ask import answerable, ask_sql, columns_of
from alkasba.derive.query.question import Question
from alkasba.derive.query.rows import columns_of_rows, rows_sql, tables_of

__all__ = [
    "Question",
    "answerable",
    "ask_sql",
    "columns_of",
    "columns_of_rows",
    "rows_sql",
    "tables_of",
]

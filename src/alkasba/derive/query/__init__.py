"""Questions in SQL for the warehouse."""

from alkasba.derive.query.ask import answerable, ask_sql, columns_of
from alkasba.derive.query.question import Question

__all__ = ["Question", "answerable", "ask_sql", "columns_of"]

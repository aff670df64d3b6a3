"""Questions in SQL for the warehouse."""

from alkasba.derive.query.ask import ask_sql, columns_of
from alkasba.derive.query.question import Question

__all__ = ["Question", "ask_sql", "columns_of"]

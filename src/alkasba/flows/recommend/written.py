"""How a key or a code that somebody says stands in the warehouse."""

from alkasba.model.table import Column


def as_written(column: Column, said: str) -> str:
    """A text as a load writes it: without outer blanks, in the case that its column declares."""
    text = said.strip()
    written: str = getattr(text, column.case)() if column.case else text
    return written

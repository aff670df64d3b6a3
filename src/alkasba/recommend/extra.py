"""Finds the inner loops, which need a compiler that not everyone has installed."""

from importlib import import_module
from typing import Any

from alkasba.errors import SettingsError


def compiled(name: str) -> Any:
    """The module of that name in this folder; numba is an extra, so it is only looked for here."""
    try:
        return import_module(f"alkasba.recommend.{name}")
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] != "numba":
            raise
        raise SettingsError(
            "what learns recommendations is not installed.",
            where="[recommend]",
            next_step="Run: pip install 'alkasba[recommend]'",
        ) from None

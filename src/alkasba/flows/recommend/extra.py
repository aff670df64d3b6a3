"""Brings what learns and answers, computed by packages that not every shop has."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from alkasba.errors import SettingsError

NEEDED = ("numpy", "numba")


def is_installed() -> bool:
    """Whether the packages of `alkasba[recommend]` are there."""
    return all(find_spec(name) is not None for name in NEEDED)


def brought(name: str) -> ModuleType:
    """A module of this folder that computes; raises SettingsError where its packages are missing.

    It is imported when it is asked for: numba alone takes most of a second, which no other verb
    is to pay.
    """
    if not is_installed():
        raise SettingsError(
            "what learns recommendations is not installed.",
            where="[recommend]",
            next_step="Run: pip install 'alkasba[recommend]'",
        )
    return import_module(f"alkasba.flows.recommend.{name}")

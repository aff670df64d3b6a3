"""Shops that are ready: declarations of what known shop systems answer, to be copied and changed."""

from alkasba.ready.copying import READY, make_ready

__all__ = ["READY", "make_ready"]

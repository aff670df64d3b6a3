"""Shops that are ready: what known shop systems answer, declared, to be copied and changed."""

from alkasba.ready.copying import READY, make_ready

__all__ = ["READY", "make_ready"]

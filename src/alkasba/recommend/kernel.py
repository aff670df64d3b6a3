"""How inner loops are compiled: for all cores, and once for many processes."""

from typing import Any

from numba import njit

# All but the promise that no number is infinite or NaN: a wrong one must be seen.
FAST = {"reassoc", "contract", "arcp", "nsz"}


def on_all_cores(function: Any) -> Any:
    """Compiled for all cores, and kept on the disk for the next process where that is possible."""
    try:
        return njit(parallel=True, fastmath=FAST, nogil=True, cache=True)(function)
    except RuntimeError:
        # No folder may be written, neither that of the program nor the user's: each process
        # compiles for itself.
        return njit(parallel=True, fastmath=FAST, nogil=True)(function)

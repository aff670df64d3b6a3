"""The example shop: declarations, a hand-written catalogue, and data made from a seed."""

from alkasba.example.copy_shop import make_shop
from alkasba.example.generate import make_data
from alkasba.example.planted import Counts, Planted, read_planted

__all__ = ["Counts", "Planted", "make_data", "make_shop", "read_planted"]

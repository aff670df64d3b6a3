"""The example shop: declarations, a hand-written catalogue, and data made from a seed."""

from alkasba.example.generate import make_data, make_shop
from alkasba.example.planted import Counts, Planted, read_planted

__all__ = ["Counts", "Planted", "make_data", "make_shop", "read_planted"]

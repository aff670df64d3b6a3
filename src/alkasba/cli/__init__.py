"""The program `alkasba`: parses, calls one flow, prints."""

from alkasba.cli.program import main

__all__ = ["main"]

"""`python -m alkasba` is the program `alkasba`."""

from alkasba.cli import main

main()

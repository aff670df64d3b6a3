"""Loops are compiled whether or not there is a folder to keep them in."""

import subprocess
import sys

UNWRITABLE = """
from numba.core import caching
caching.CacheImpl._locator_classes = []
from alkasba.recommend.picking import pick
assert pick.targetoptions["parallel"]
"""


def test_where_no_folder_may_be_written_it_is_compiled_all_the_same():
    subprocess.run([sys.executable, "-c", UNWRITABLE], check=True)

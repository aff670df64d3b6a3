"""Without the compiler it is said what to install; another fault stays what it is."""

import sys

import pytest

from alkasba.errors import SettingsError
from alkasba.recommend.extra import compiled


@pytest.mark.parametrize("name", ["descent", "likeness", "picking"])
def test_without_the_extra_it_is_said_what_to_install(monkeypatch, name):
    monkeypatch.delitem(sys.modules, "alkasba.recommend.kernel", raising=False)
    monkeypatch.delitem(sys.modules, f"alkasba.recommend.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(SettingsError) as told:
        compiled(name)
    assert told.value.where == "[recommend]"
    assert told.value.next_step == "Run: pip install 'alkasba[recommend]'"


def test_a_module_that_is_missing_is_no_missing_extra():
    with pytest.raises(ModuleNotFoundError):
        compiled("nothing")

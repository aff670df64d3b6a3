import subprocess
import sys

import pytest

from alkasba.errors import SettingsError
from alkasba.flows.recommend import extra


def test_what_is_missing_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setattr(extra, "NEEDED", ("no_such_package",))
    with pytest.raises(SettingsError, match="not installed") as refused:
        extra.brought("training")
    assert "pip install 'alkasba[recommend]'" in refused.value.next_step


def test_what_is_installed_is_brought():
    assert extra.is_installed()
    assert extra.brought("suggested").Wanted().limit == 20


def test_other_verbs_do_not_pay_for_it():
    loads = "import sys, alkasba.cli.run, alkasba.cli.recommend, alkasba.web.app; "
    told = "print([n for n in ('numba', 'alkasba.recommend.als') if n in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", loads + told], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"

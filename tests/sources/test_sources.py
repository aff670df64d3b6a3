"""The kinds of sources."""

import pytest

from alkasba.errors import DeclarationError
from alkasba.model import read_source
from alkasba.model.source import Source
from alkasba.sources import KINDS, source_of


def test_every_kind_of_files_has_a_reader():
    assert set(read_source.FILE_KINDS) <= set(KINDS)


def test_an_unknown_kind_is_an_error_with_a_suggestion():
    with pytest.raises(DeclarationError, match="Did you mean 'csv'"):
        source_of(Source("shop", "cvs", ()))

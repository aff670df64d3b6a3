"""Why a certificate is not trusted, told from what the handshake found."""

import ssl
from pathlib import Path

import pytest

from alkasba.errors import SettingsError
from alkasba.settings import read_settings
from alkasba.trust import (
    EXPIRED,
    NO_TLS,
    OTHER_NAME,
    REFUSED,
    UNKNOWN,
    Mistrust,
    NoCertificate,
    context_of,
    mistrust,
)
from tests.certificates import Authority


def found_in_certificate(number: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "secret words of a certificate")
    error.verify_code = number
    return error


def of_handshake(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "words")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (found_in_certificate(10), EXPIRED),
        (found_in_certificate(20), UNKNOWN),
        (found_in_certificate(62), OTHER_NAME),
        (found_in_certificate(99), UNKNOWN),
        (of_handshake("WRONG_VERSION_NUMBER"), NO_TLS),
        (of_handshake("TLSV13_ALERT_CERTIFICATE_REQUIRED"), REFUSED),
        (ssl.SSLEOFError(8, "the line broke"), None),
        (ConnectionRefusedError(), None),
        (None, None),
    ],
)
def test_what_failed_is_told_in_words(error: Exception | None, meaning: Mistrust | None) -> None:
    assert mistrust(error) == meaning


def test_the_reason_is_found_behind_what_a_library_raised() -> None:
    outer = RuntimeError("a library")
    outer.__context__ = OSError("another")
    outer.__context__.__cause__ = found_in_certificate(10)
    assert mistrust(outer) == EXPIRED
    outer.__context__.__cause__ = outer
    assert mistrust(outer) is None


def test_good_files_are_taken_and_others_are_named(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context = context_of(authority.file, authority.issued(), None)
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    (tmp_path / "none.pem").write_text("nothing")
    with pytest.raises(NoCertificate, match="authority"):
        context_of(tmp_path / "none.pem", None, None)
    with pytest.raises(NoCertificate, match="authority"):
        context_of(tmp_path / "nowhere.pem", None, None)
    with pytest.raises(NoCertificate, match="certificate"):
        context_of(authority.file, tmp_path / "none.pem", None)


@pytest.mark.parametrize("section", ["stream", "search"])
def test_the_setting_of_a_wrong_file_is_told(tmp_path: Path, section: str) -> None:
    (tmp_path / "alkasba.toml").write_text(f'[{section}]\nauthority = "nowhere.pem"\n')
    with pytest.raises(SettingsError) as raised:
        read_settings(tmp_path).trust(section)
    assert f"{section}.authority" in raised.value.where
    assert "PEM" in raised.value.what

"""Certificates for servers that tests start: good ones, and each kind that nobody should trust."""

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

HOST = "127.0.0.1"


@dataclass(slots=True)
class Authority:
    """Somebody who signs certificates, and the folder in which they are kept."""

    folder: Path
    signer: trustme.CA = field(default_factory=trustme.CA)

    @property
    def file(self) -> Path:
        """What says whom to trust."""
        path = self.folder / "authority.pem"
        self.signer.cert_pem.write_to_path(str(path))
        return path

    def issued(self, name: str = HOST, *, days: int = 1) -> Path:
        """A certificate and its key, valid for so many days from now; expired below nothing."""
        told = self.signer.issue_cert(name, not_after=datetime.now(UTC) + timedelta(days=days))
        path = self.folder / f"{name}.{days}.pem"
        told.private_key_and_cert_chain_pem.write_to_path(str(path))
        return path


def context(certificate: Path, *, asks: Path | None = None) -> ssl.SSLContext:
    """How a server speaks TLS; with `asks` only those are answered whom it has signed."""
    spoken = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    spoken.load_cert_chain(certificate)
    if asks is not None:
        spoken.verify_mode = ssl.CERT_REQUIRED
        spoken.load_verify_locations(asks)
    return spoken

"""Why the certificate of a server is not trusted: in words, and what to do."""

import ssl
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Mistrust:
    """What is wrong, and the next thing to do."""

    what: str
    next_step: str


EXPIRED = Mistrust("its certificate has expired", "Have it renewed there.")
EARLY = Mistrust(
    "its certificate is not valid yet", "Set the clocks of both machines, or have it renewed there."
)
UNKNOWN = Mistrust(
    "nobody known here has signed its certificate",
    "Write the path of the file with its authority, in PEM form, as authority beside the url.",
)
OTHER_NAME = Mistrust(
    "its certificate is for another name",
    "Write the host in the url as its certificate says it, or have it renewed for this one.",
)
NO_TLS = Mistrust(
    "it does not speak TLS at this port", "Write the port of its TLS, or the url without the s."
)
REFUSED = Mistrust(
    "it does not take our certificate, or none of our ways of TLS",
    "Write certificate and key beside the url, where it asks for them.",
)
MEANINGS = {
    9: EARLY,
    10: EXPIRED,
    18: UNKNOWN,
    19: UNKNOWN,
    20: UNKNOWN,
    21: UNKNOWN,
    62: OTHER_NAME,
    64: OTHER_NAME,
}
"""By OpenSSL's number of what it found in a certificate."""


class NoCertificate(ValueError):
    """A file that holds no certificate or key; the text says which, by the name of its setting."""


def context_of(
    authority: Path | None, certificate: Path | None, key: Path | None
) -> ssl.SSLContext:
    """How TLS is spoken: who is trusted, and who we are; raises NoCertificate."""
    try:
        context = ssl.create_default_context(cafile=authority)
    except (OSError, ssl.SSLError):
        raise NoCertificate("authority") from None
    if certificate is not None:
        try:
            # A key with a password would make OpenSSL ask for it at the terminal.
            context.load_cert_chain(certificate, key, password=lambda: "")
        except (OSError, ssl.SSLError, ValueError):
            raise NoCertificate("certificate") from None
    return context


def mistrust(error: BaseException | None) -> Mistrust | None:
    """Why TLS failed, where that is why something failed."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ssl.SSLCertVerificationError):
            return MEANINGS.get(error.verify_code, UNKNOWN)
        if isinstance(error, ssl.SSLEOFError):
            # The line broke, as it does when a server stops.
            return None
        if isinstance(error, ssl.SSLError):
            return NO_TLS if error.reason in PLAIN else REFUSED
        error = error.__cause__ or error.__context__
    return None


PLAIN = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}
"""What OpenSSL says of an answer that is no TLS."""

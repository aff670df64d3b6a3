"""What can go wrong, by who repairs it. Each error says what, where, and the next thing to do."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, known: Iterable[str], *, within: str = "") -> str:
    """A sentence that offers the nearest known name, or nothing; `within` stands before it.

    >>> did_you_mean("net_salse", ["net_sales", "orders"])
    " Did you mean 'net_sales'?"
    """
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Did you mean '{within}{near[0]}'?" if near else ""


class AlkasbaError(Exception):
    """Anything this program tells its user; `exit_code` is what the command line answers.

    `report` is that of a run which was published all the same, before something else failed.
    """

    exit_code = 1
    report: object = None

    def __init__(self, what: str, *, where: str = "", next_step: str = "") -> None:
        self.what, self.where, self.next_step = what, where, next_step
        super().__init__(f"{where}: {what}" if where else what)


class DeclarationError(AlkasbaError):
    """The owner's files are wrong; carries every finding at once."""

    exit_code = 3


class UnknownName(DeclarationError):
    """A name that nothing has."""


class WrongValue(DeclarationError):
    """A value of the wrong kind, or outside what is allowed."""


class Ambiguous(DeclarationError):
    """A name that several things have."""


class NotExpressible(DeclarationError):
    """A formula that a target has no words for."""


class SettingsError(AlkasbaError):
    """alkasba.toml, the environment or a flag is wrong."""

    exit_code = 2


class NotAllowed(AlkasbaError):
    """Who asks may not see this."""


class SourceError(AlkasbaError):
    """An origin could not be read."""


class SourceAway(SourceError):
    """The origin does not answer now; try again later."""

    exit_code = 5


class SourceChanged(SourceError):
    """The origin no longer looks as declared."""


class ContractBroken(AlkasbaError):
    """Too many rows of a table broke their rules."""

    exit_code = 4


class StoreError(AlkasbaError):
    """A store of ours refused."""

    exit_code = 5


class StoreAway(StoreError):
    """The store does not answer now; try again later."""


class StoreBehind(StoreError):
    """The store holds what an older declaration made."""


class StoreBusy(StoreError):
    """Another run holds the store."""


class StoreSlow(StoreError):
    """A question took longer than it may."""


class StoreMoved(StoreError):
    """Another run was published between two pages of one answer."""

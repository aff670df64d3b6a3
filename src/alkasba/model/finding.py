"""What is wrong in the declarations: every mistake with file, key and what to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from alkasba.errors import DeclarationError, did_you_mean


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One mistake: where it stands and what is wrong with it."""

    file: str
    key: str
    what: str

    def __str__(self) -> str:
        place = f"{self.file}, {self.key}" if self.key else self.file
        return f"{place}: {self.what}"


@dataclass(slots=True)
class Findings:
    """Collects the mistakes of all files, so that they are told at once."""

    found: list[Finding] = field(default_factory=list)

    def add(self, file: str, key: str, what: str) -> None:
        self.found.append(Finding(file, key, what))

    def unknown(self, file: str, key: str, name: str, known: Iterable[str]) -> None:
        """A name that nothing has, with the nearest known one."""
        self.add(file, key, f"nothing is called '{name}'.{did_you_mean(name, known)}")

    def keep(self, check: Callable[[], object], file: str, key: str) -> bool:
        """Whether a check passes; what it refuses is added."""
        try:
            check()
        except DeclarationError as error:
            self.add(file, key, error.what)
            return False
        return True

    def add_others(self, others: "Findings") -> None:
        """Add what is wrong at other keys; one mistake is not told twice in other words."""
        told = {(finding.file, _outer(finding.key)) for finding in self.found}
        self.found += [f for f in others.found if (f.file, _outer(f.key)) not in told]

    def stop_if_any(self) -> None:
        """Raise all findings as one error."""
        if self.found:
            raise ShopWrong(sorted(set(self.found)))


def _outer(key: str) -> tuple[str, ...]:
    """The thing a key belongs to: a column, a measure, a feed."""
    return tuple(key.split(".")[:2])


class ShopWrong(DeclarationError):
    """The declarations hold mistakes; `findings` lists every one."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        count = "1 mistake" if len(findings) == 1 else f"{len(findings)} mistakes"
        text = "\n".join(f"  {finding}" for finding in findings)
        super().__init__(
            f"{count} in the declarations:\n{text}",
            next_step="Correct them and run: alkasba check",
        )

"""What a reader may set before looking: a number that measures use, such as a yearly rate."""

from dataclasses import dataclass, replace
from decimal import Decimal

from alkasba.errors import WrongValue


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number from `least` to `most` in steps; `usual` is what it is where nobody says otherwise.

    `value` is what it is now.
    """

    name: str
    least: Decimal
    most: Decimal
    step: Decimal
    usual: Decimal
    value: Decimal
    about: str = ""
    unit: str = ""

    @property
    def decimals(self) -> int:
        """How many digits after the point its values have."""
        told = (self.least, self.most, self.step, self.usual, self.value)
        return max(decimals_of(number) for number in told)

    @property
    def choices(self) -> list[Decimal]:
        """Every value that it is offered in, the least first."""
        count = int((self.most - self.least) / self.step)
        return [self.least + self.step * number for number in range(count + 1)]

    def at(self, value: Decimal) -> "Parameter":
        """The parameter with another value; raises WrongValue where it offers no such value."""
        if value not in self.choices:
            raise WrongValue(
                f"'{self.name}' goes from {self.least} to {self.most} in steps of {self.step}, and "
                f"{value} is none of them.",
                where=self.name,
                next_step=f"Leave it out for {self.usual}, or choose one of its steps.",
            )
        return replace(self, value=value)


def decimals_of(number: Decimal) -> int:
    """Digits after the point.

    >>> decimals_of(Decimal("0.250")), decimals_of(Decimal(3))
    (3, 0)
    """
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0

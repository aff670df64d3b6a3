"""[parameters] of shop.toml -> the numbers that readers may set."""

from decimal import Decimal

from alkasba.model.entry import Entry
from alkasba.model.parameter import Parameter, decimals_of

MOST_STEPS = 200
"""So many can be chosen from a list."""
MOST_DECIMALS = 4
"""What Power BI keeps exactly."""
LARGEST = Decimal(10) ** 9


def read_parameters(about: Entry) -> dict[str, Parameter]:
    """The parameters by name; one that is wrong is told and left out."""
    found = {name: _parameter(name, part) for name, part in about.parts("parameters").items()}
    return {name: parameter for name, parameter in found.items() if parameter is not None}


def _parameter(name: str, entry: Entry) -> Parameter | None:
    told = [_number(entry, key) for key in ("from", "to", "step", "default")]
    texts = {"about": entry.text("about"), "unit": entry.text("unit")}
    entry.finish()
    numbers = [number for number in told if number is not None]
    if len(numbers) < len(told):
        return None
    least, most, step, usual = numbers
    if not _is_right(entry, least, most, step):
        return None
    parameter = Parameter(name, least, most, step, usual, usual, **texts)
    if usual not in parameter.choices:
        entry.wrong("default", f"{usual} is none of the steps from {least} to {most}.")
    return parameter


def _number(entry: Entry, key: str) -> Decimal | None:
    value = entry.value(key)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        entry.wrong(key, "a number is needed, without quotes.")
        return None
    number = Decimal(value)
    if not number.is_finite() or abs(number) > LARGEST or decimals_of(number) > MOST_DECIMALS:
        entry.wrong(key, f"a number of at most {MOST_DECIMALS} decimals and nine digits is needed.")
        return None
    return number


def _is_right(entry: Entry, least: Decimal, most: Decimal, step: Decimal) -> bool:
    if step <= 0 or least >= most:
        entry.wrong("step" if step <= 0 else "to", "a parameter goes up: from less to more.")
    elif (most - least) % step:
        entry.wrong("step", f"steps of {step} do not lead from {least} to {most}.")
    elif (most - least) / step > MOST_STEPS:
        entry.wrong(
            "step", f"it has more than {MOST_STEPS} steps, and nobody can choose of so many."
        )
    else:
        return True
    return False

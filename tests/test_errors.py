"""Every error says what, where and the next step, and ends the program by who repairs it."""

import pytest

from alkasba import errors
from alkasba.errors import AlkasbaError, did_you_mean

CLASSES = [
    found
    for found in vars(errors).values()
    if isinstance(found, type) and issubclass(found, AlkasbaError)
]


def test_the_place_stands_before_what_is_wrong():
    assert str(AlkasbaError("wrong.", where="a.toml, x")) == "a.toml, x: wrong."
    assert str(AlkasbaError("wrong.")) == "wrong."


def test_an_error_keeps_its_parts():
    error = AlkasbaError("wrong.", where="a.toml", next_step="Repair it.")
    assert (error.what, error.where, error.next_step) == ("wrong.", "a.toml", "Repair it.")


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_can_be_raised_with_words_alone(kind):
    with pytest.raises(AlkasbaError, match="wrong") as error:
        raise kind("wrong.")
    assert 1 <= error.value.exit_code <= 5
    assert kind.__doc__


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.AlkasbaError, 1),
        (errors.SettingsError, 2),
        (errors.DeclarationError, 3),
        (errors.UnknownName, 3),
        (errors.WrongValue, 3),
        (errors.NotExpressible, 3),
        (errors.ContractBroken, 4),
        (errors.StoreAway, 5),
        (errors.SourceAway, 5),
        (errors.SourceError, 1),
    ],
)
def test_the_exit_code_tells_who_repairs_it(kind, code):
    assert kind.exit_code == code


@pytest.mark.parametrize(
    ("name", "known", "told"),
    [
        ("net_salse", ["orders", "net_sales"], " Did you mean 'net_sales'?"),
        ("xyz", ["orders", "net_sales"], ""),
        ("a", [], ""),
        ("orders", iter(["order"]), " Did you mean 'order'?"),
    ],
)
def test_the_nearest_known_name_is_offered(name, known, told):
    assert did_you_mean(name, known) == told


def test_what_is_meant_may_stand_within_something():
    assert did_you_mean("memry", ["memory"], within="warehouse.") == (
        " Did you mean 'warehouse.memory'?"
    )

"""src/alkasba/clean/names.py has tests/clean/test_names.py."""

import ast
from pathlib import Path

import pytest

from tests.house.repository import SOURCE, TESTS, functions, modules, name_of, parse

# Kinds of tests that cut across the tree.
WITHOUT_MIRROR = {"house", "journeys", "origins", "properties", "shops", "stores"}
# Module -> the reason why its tests stand elsewhere.
TESTED_ELSEWHERE: dict[str, str] = {}


def does_something(module: Path) -> bool:
    """Whether a module holds a function with more in it than a docstring and `...`."""
    for function in functions(parse(module)):
        if any(not is_constant(statement) for statement in function.body):
            return True
    return False


def is_constant(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def mirror_of(module: Path) -> Path:
    place = module.relative_to(SOURCE)
    stem = place.stem if place.stem != "__init__" else place.parent.name
    return TESTS / place.parent / f"test_{stem}.py"


@pytest.mark.parametrize(
    "module", [module for module in modules() if does_something(module)], ids=name_of
)
def test_module_has_its_test(module):
    if name_of(module) in TESTED_ELSEWHERE:
        return
    assert mirror_of(module).exists(), f"write {name_of(mirror_of(module))}"


def test_every_mirrored_test_has_its_module():
    mirrors = {mirror_of(module) for module in modules()}
    strays = [
        name_of(test)
        for test in sorted(TESTS.rglob("test_*.py"))
        if test.relative_to(TESTS).parts[0] not in WITHOUT_MIRROR and test not in mirrors
    ]
    assert strays == []


def test_allowances_are_still_needed():
    assert set(TESTED_ELSEWHERE) <= {name_of(module) for module in modules()}

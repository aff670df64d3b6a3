"""Functions and files stay short, flat and honest about what they import."""

import ast
from pathlib import Path
from statistics import median

import pytest

from tests.house.repository import functions, modules, name_of, parse

BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)
# Module -> the optional extra that it imports only when asked for.
HIDDEN_IMPORTS: dict[str, str] = {}

TREES = {path: parse(path) for path in modules()}
FUNCTION_LINES = {
    f"{name_of(path)}:{function.lineno} {function.name}": function.end_lineno - function.lineno + 1
    for path, tree in TREES.items()
    for function in functions(tree)
}
FILE_LINES = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in TREES}


def p90(values):
    ordered = sorted(values)
    return ordered[int(len(ordered) * 0.9)] if ordered else 0


def longest(lines):
    return sorted(lines.items(), key=lambda item: -item[1])[:5]


def depth(node, level=0):
    """How many blocks stand inside each other; an `elif` is no deeper than its `if`."""
    deepest = level
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        is_elif = isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)
        deepest = max(deepest, depth(child, level + (isinstance(child, BLOCKS) and not is_elif)))
    return deepest


def test_most_functions_are_short():
    assert median(FUNCTION_LINES.values()) <= 8


def test_nine_in_ten_functions_fit_in_28_lines():
    assert p90(FUNCTION_LINES.values()) <= 28, longest(FUNCTION_LINES)


def test_no_function_is_longer_than_80_lines():
    assert max(FUNCTION_LINES.values()) <= 80, longest(FUNCTION_LINES)


def test_nine_in_ten_files_fit_in_300_lines():
    assert p90(FILE_LINES.values()) <= 300, longest(FILE_LINES)


def test_no_file_is_longer_than_600_lines():
    assert max(FILE_LINES.values()) <= 600, longest(FILE_LINES)


@pytest.mark.parametrize("path", TREES, ids=name_of)
def test_nesting_stays_below_five(path: Path):
    deep = [f"line {f.lineno} {f.name}" for f in functions(TREES[path]) if depth(f) >= 5]
    assert deep == []


@pytest.mark.parametrize("path", TREES, ids=name_of)
def test_imports_stand_at_the_top(path: Path):
    hidden = [
        node.lineno
        for function in functions(TREES[path])
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == [] or name_of(path) in HIDDEN_IMPORTS


@pytest.mark.parametrize("path", TREES, ids=name_of)
def test_first_line_says_what_a_file_is(path: Path):
    tree = TREES[path]
    assert ast.get_docstring(tree) or not tree.body

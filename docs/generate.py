"""Writes the reference pages that are derived from the code: `just docs`."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click

import alkasba
from alkasba.cli import main
from alkasba.derive.editor_schema.kinds import SETTINGS
from alkasba.errors import AlkasbaError
from alkasba.settings import DEFAULTS, PREFIX

REFERENCE = Path(__file__).parent / "reference"
WIDTH = 96


def pages() -> dict[Path, str]:
    """Every generated page, as it should be now."""
    texts = {"commands": commands_page(), "errors": errors_page(), "settings": settings_page()}
    return {REFERENCE / f"{name}.md": text for name, text in texts.items()}


def commands_page() -> str:
    sections = (f"## {context.command_path}\n{block(context)}" for context in verbs())
    return "\n".join([f"# Commands\nGenerated from the program.\n\n{block(root())}", *sections])


def root() -> click.Context:
    return main.make_context("alkasba", [], resilient_parsing=True, terminal_width=WIDTH)


def block(context: click.Context) -> str:
    return f"```text\n{context.get_help()}\n```\n"


def verbs(parent: click.Context | None = None) -> Iterator[click.Context]:
    """Every verb of the program in the order of its help, also those of groups inside it."""
    parent = parent or root()
    group = parent.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        if command is None or command.hidden:
            continue
        context = command.make_context(name, [], parent=parent, resilient_parsing=True)
        yield context
        yield from verbs(context)


def errors_page() -> str:
    rows = "\n".join(
        f"| `{error.__name__}` | {first_line(error)} | {error.exit_code} | {kind_of(error)} |"
        for error in errors()
    )
    return (
        "# Errors\n"
        "Generated from the program. Each error says what happened, where, and what to do next.\n\n"
        f"| error | means | exit code | is a kind of |\n|---|---|---|---|\n{rows}\n"
    )


def errors() -> list[type[AlkasbaError]]:
    """Every error of the program, kinds before what is of that kind."""
    for module in pkgutil.walk_packages(alkasba.__path__, "alkasba."):
        if not module.name.endswith("__main__"):
            # Without the extra it needs, a module of an optional driver cannot be read.
            with suppress(ModuleNotFoundError):
                importlib.import_module(module.name)
    return list(family(AlkasbaError))


def family(error: type[AlkasbaError]) -> Iterator[type[AlkasbaError]]:
    yield error
    children = [e for e in error.__subclasses__() if e.__module__.startswith("alkasba.")]
    for child in sorted(children, key=lambda e: (e.__module__, line_of(e))):
        yield from family(child)


def line_of(error: type[AlkasbaError]) -> int:
    return inspect.getsourcelines(error)[1]


def kind_of(error: type[AlkasbaError]) -> str:
    parent = error.__mro__[1]
    return f"`{parent.__name__}`" if issubclass(parent, AlkasbaError) else ""


def first_line(error: type[AlkasbaError]) -> str:
    return (error.__doc__ or "").strip().splitlines()[0]


def settings_page() -> str:
    rows = "\n".join(
        f"| `{name}` | {SETTINGS[name]} | {f'`{default}`' if default else ''} "
        f"| `{variable(name)}` |"
        for name, default in DEFAULTS.items()
    )
    return (
        "# Settings\n"
        "Generated from the program. A flag wins over the environment, the environment over\n"
        "`alkasba.local.toml`, that over `alkasba.toml`, and all of them over the default.\n\n"
        "| in alkasba.toml | what it is | default | in the environment |\n|---|---|---|---|\n"
        f"{rows}\n"
    )


def variable(setting: str) -> str:
    return PREFIX + setting.upper().replace(".", "__")


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(Path(__file__).parents[1]))

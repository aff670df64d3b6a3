"""What the pages show is so: commands run, declarations parse, links lead somewhere."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.repository import ROOT, name_of, pages
from tests.house.snippets import blocks, commands, links, place, says

# Tried by hand and by `.ci/run`: inside a test they would install, or test, all over again.
OF_THE_REPOSITORY = ("./run", "./test", "just ", "git ", ".venv/bin/", "bash .ci/")
LARGEST_PICTURE = 150_000


def read(page):
    return page.read_text(encoding="utf-8")


def is_run(command):
    return not command.typed.startswith(OF_THE_REPOSITORY)


def with_commands():
    return [
        page for page in pages() if any(is_run(c) for b in blocks(read(page)) for c in commands(b))
    ]


def type_in(command, folder):
    """Run a command as the reader would, with the program of this environment; `cd` lasts."""
    here = folder / ".here"
    begin = Path(here.read_text().strip()) if here.exists() else folder
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        "COLUMNS": "120",
    }
    return subprocess.run(
        ["bash", "-c", f'{command.typed}\ncode=$?; pwd >"{here}"; exit $code'],
        cwd=begin,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("page", with_commands(), ids=name_of)
def test_commands_of_a_page_do_what_it_says(page, tmp_path):
    for block in blocks(read(page)):
        place(block, tmp_path)
        for command in filter(is_run, commands(block)):
            told = type_in(command, tmp_path)
            where = f"{name_of(page)}:{block.line}: {command.typed}\n{told.stdout}"
            assert told.returncode == command.exit_code, where
            missing = [line for line in command.shown if not says(told.stdout, line)]
            assert missing == [], where


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_declarations_of_a_page_parse(page):
    for block in blocks(read(page)):
        if block.language == "toml":
            tomllib.loads(block.text)


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_links_of_a_page_lead_somewhere(page):
    inside = [link for link in links(read(page)) if "://" not in link and link[0] != "#"]
    lost = [link for link in inside if not (page.parent / link.split("#")[0]).exists()]
    assert lost == []


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_page_calls_no_other_host(page):
    assert [link for link in links(read(page)) if "://" in link] == []


def test_scripts_that_pages_name_exist():
    named = [c.typed.split()[0] for p in pages() for b in blocks(read(p)) for c in commands(b)]
    scripts = {name for name in named if name.startswith("./")}
    assert {name for name in scripts if not (ROOT / name).exists()} == set()


def test_pictures_are_small_and_each_is_shown_on_a_page():
    shown = {(page.parent / link).resolve() for page in pages() for link in links(read(page))}
    for picture in (ROOT / "docs/pictures").iterdir():
        assert picture in shown, "show it on a page, or delete it"
        assert picture.stat().st_size <= LARGEST_PICTURE, picture.name

import errno
import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from alkasba.cli import main, program, status
from alkasba.cli.program import TRACE, VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_each_verb_has_an_example(verb):
    result = CliRunner().invoke(main, [verb, "--help"], prog_name="alkasba")
    assert result.exit_code == 0
    assert "Example: alkasba" in result.stdout


def test_help_lists_every_verb_in_whole_sentences():
    result = CliRunner().invoke(main, ["--help"], prog_name="alkasba")
    assert all(f"  {verb} " in result.stdout for verb in VERBS)
    assert "..." not in result.stdout.partition("Commands:")[2]


def test_without_a_verb_it_helps():
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 2
    assert "Usage:" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [(["statsu"], "Did you mean 'status'?"), (["status", "--jsn"], "Did you mean '--json'?")],
)
def test_wrong_usage_leaves_with_2(words, said):
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_no_shop_here(tmp_path):
    result = CliRunner().invoke(main, ["--shop", str(tmp_path), "status"])
    assert result.exit_code == 2
    assert "alkasba.toml is missing" in result.stderr
    assert "alkasba init DIR" in result.stderr


def test_an_unknown_setting_is_explained(call):
    call.shop.write("alkasba.toml", '[warehouse]\nmemroy = "1GB"\n')
    result = call("status")
    assert result.exit_code == 2
    assert "alkasba.toml: no setting is called 'warehouse.memroy'" in result.stderr
    assert "Did you mean 'warehouse.memory'?" in result.stderr


def test_an_unknown_setting_of_the_environment_is_explained(call):
    result = call("status", ALKASBA_WAREHOUSE__MEMROY="1GB")
    assert result.exit_code == 2
    assert "environment ALKASBA_WAREHOUSE__MEMROY" in result.stderr


def test_the_shop_can_come_from_the_environment(loaded):
    folder = str(loaded.shop.folder)
    result = CliRunner().invoke(main, ["status"], env={"ALKASBA_SHOP": folder})
    assert result.exit_code == 0
    assert "-> alkasba run" in result.stderr


def test_what_the_system_refuses_is_told_in_one_line(call):
    (call.shop.folder / "build").write_text("in the way")
    result = call("run")
    assert result.exit_code in (1, 5)
    assert "build" in result.stderr
    assert "Traceback" not in result.stderr


def fails(error):
    @click.command()
    def verb() -> None:
        raise error

    return verb


@pytest.fixture
def failing(monkeypatch):
    """Calls a verb that fails so."""

    def call(error, **environment):
        monkeypatch.setattr(status, "status", fails(error))
        return CliRunner().invoke(main, ["status"], env=environment)

    return call


def test_a_mistake_of_the_program_tells_where_but_quotes_nothing(failing):
    result = failing(ValueError("cannot read 'anna@example.org'"))
    assert result.exit_code == 1
    assert "ValueError" in result.stderr
    assert TRACE in result.stderr
    assert "anna" not in result.output


def test_the_whole_trace_is_shown_on_demand(failing):
    error = ValueError("all of it")
    assert failing(error, ALKASBA_TRACE="1").exception is error


def test_a_full_disk_is_named(failing):
    result = failing(OSError(errno.ENOSPC, "No space left on device", "build/x"))
    assert result.exit_code == 1
    assert "build/x: No space left on device." in result.stderr


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_an_interrupt_is_no_mistake(failing, error):
    result = failing(error)
    assert result.exit_code == 1
    assert "Aborted!" in result.stderr


def test_memory_that_is_gone_is_named(failing):
    assert "no memory left" in failing(MemoryError()).stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full on this system")  # noqa: PTH110
def test_output_that_cannot_be_written_is_one_message(loaded):
    command = [sys.executable, "-m", "alkasba", "--shop", str(loaded.shop.folder), "status"]
    with open("/dev/full", "w") as full:  # noqa: PTH123
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert result.returncode == 1
    assert "No space left on device" in result.stderr
    assert "Exception ignored" not in result.stderr


def test_a_reader_that_leaves_is_no_mistake(loaded):
    command = [sys.executable, "-m", "alkasba", "--shop", str(loaded.shop.folder), "ask", "units"]
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert result.returncode == 1
    assert result.stderr == ""


def test_only_the_file_of_the_verb_is_read(loaded):
    code = "import sys; from alkasba.cli import program; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "rich" not in found.stdout.split()
    assert "structlog" not in found.stdout.split()
    assert program.VERBS["ask"] not in found.stdout.split()

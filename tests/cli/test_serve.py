"""The verb `serve`: tells its address, and refuses what strangers could reach."""

import sys

import pytest

from alkasba.cli import serve as verb
from alkasba.web import serving
from alkasba.web.rights import Rights


@pytest.fixture
def told(monkeypatch):
    """What the server was asked for; none is started."""
    asked = {}

    def serve(folder, *, host, port, tell):
        asked.update(folder=folder, host=host, port=port)
        tell("http://127.0.0.1:8420/", asked.get("left_open", ""))

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(verb.webbrowser, "open", lambda address: asked.update(opened=address))
    return asked


def test_the_address_is_the_result(call, told):
    done = call("serve", "--port", "8421")
    assert (done.exit_code, done.stdout) == (0, "http://127.0.0.1:8420/\n")
    assert (told["port"], told["host"], "opened" in told) == (8421, None, False)


def test_it_opens_in_the_browser_where_asked(call, told):
    call("serve", "--open")
    assert told["opened"] == "http://127.0.0.1:8420/"


def test_what_is_left_open_is_told_beside_the_address(call, told):
    told["left_open"] = Rights("", "", "0123456789abcdef-events").left_open()
    done = call("serve")
    assert done.stdout == "http://127.0.0.1:8420/\n"
    assert "Only sending events needs a token" in done.stderr and "serve.secret" in done.stderr


def test_an_address_that_others_reach_is_refused_without_a_token(call):
    done = call("serve", "--host", "0.0.0.0")
    assert done.exit_code == 2
    assert "can be reached from other machines" in done.stderr
    assert "serve.secret" in done.stderr


def test_a_port_that_is_no_number_is_told(call):
    done = call("serve", ALKASBA_SERVE__PORT="lots")
    assert done.exit_code == 2
    assert "serve.port is a whole number" in done.stderr


def test_without_its_packages_it_says_how_to_get_them(call, monkeypatch):
    monkeypatch.delitem(sys.modules, "alkasba.web.serving", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    done = call("serve")
    assert done.exit_code == 2
    assert "pip install 'alkasba[web]'" in done.stderr

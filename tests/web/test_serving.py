import socket

import pytest

from alkasba.errors import SettingsError
from alkasba.web.serving import address_of, listen


def test_a_door_has_an_address():
    with listen("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        assert address_of(door, "127.0.0.1") == f"http://127.0.0.1:{port}/"
        assert address_of(door, "localhost") == f"http://127.0.0.1:{port}/"
        assert address_of(door, "::1") == f"http://[::1]:{port}/"
        assert address_of(door, "shop.example") == f"http://shop.example:{port}/"


def test_a_port_that_is_taken_is_told_with_another():
    with listen("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} is in use") as told:
            listen("127.0.0.1", port)
    assert "--port" in told.value.next_step


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_an_address_of_another_machine_is_told(host, monkeypatch):
    def bind(self, place):
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    if host.endswith("invalid"):
        monkeypatch.setattr(socket.socket, "bind", bind)
    with pytest.raises(SettingsError, match="is no address of this machine"):
        listen(host, 0)


def test_a_port_that_there_cannot_be_is_told():
    with pytest.raises(SettingsError, match="port 70000 cannot be had"):
        listen("127.0.0.1", 70000)

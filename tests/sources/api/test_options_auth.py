"""Who asks is declared by names of secrets."""

import pytest

from tests.sources.api.build import declared

URL = 'url = "https://shop.example"\n'


@pytest.mark.parametrize(
    ("auth", "secrets"),
    [
        ('by = "bearer", secret = "T"', ("T",)),
        ('by = "basic", user = "me", secret = "T"', ("T",)),
        ('by = "basic", user_secret = "U", secret = "T"', ("U", "T")),
        ('by = "key", header = "X-Key", secret = "T"', ("T",)),
        ('by = "key", parameter = "key", secret = "T"', ("T",)),
        (
            'by = "client", token_url = "https://a.example/t", client_id = "me", secret = "T"',
            ("T",),
        ),
    ],
)
def test_ways_to_say_who_asks(auth: str, secrets: tuple[str, ...]) -> None:
    api, wrong = declared(f"{URL}auth = {{ {auth} }}")
    assert wrong == []
    assert api.auth is not None
    assert api.auth.secrets == secrets


@pytest.mark.parametrize(
    ("auth", "wrong"),
    [
        ('by = "bearer"', "auth.secret: bearer needs it"),
        ('by = "oauth"', "auth.by: 'oauth' is not one of"),
        ('by = "basic", secret = "T"', "auth.user: give the user"),
        ('by = "key", secret = "T"', "auth.header: say in which"),
        ('by = "client", secret = "T", client_id = "me"', "auth.token_url: client needs it"),
        ('by = "client", secret = "T", token_url = "https://a.example"', "auth.client_id: give"),
        (
            'by = "client", secret = "T", client_id = "m", token_url = "http://a.example"',
            "auth.token_url: secrets are only sent to https",
        ),
        ('by = "bearer", secret = "T", password = "x"', "auth.password: unknown key"),
    ],
)
def test_mistakes_are_told(auth: str, wrong: str) -> None:
    assert any(one.startswith(wrong) for one in declared(f"{URL}auth = {{ {auth} }}")[1])


def test_http_is_enough_on_this_machine_alone() -> None:
    auth = 'auth = { by = "bearer", secret = "T" }'
    assert declared(f'url = "http://127.0.0.1:8000"\n{auth}')[1] == []
    assert declared(f'url = "http://shop.example"\n{auth}')[1] == [
        "url: secrets are only sent to https."
    ]

"""Who asks is told in the way that the origin wants; a token is asked for when it is needed."""

import base64

import pytest

from alkasba.errors import SettingsError, SourceAway, SourceError
from alkasba.sources.api.auth import Badge
from alkasba.sources.api.options_auth import Auth
from tests.origins.server import Asked, Reply, reply
from tests.sources.api.build import Make, numbered

CLIENT = """
pages = { by = "page", size = 2 }
key = "id"
auth = { by = "client", token_url = "URL/token", client_id = "me", secret = "SHOP_SECRET" }
"""


def test_basic_has_user_and_secret(elsewhere: Make) -> None:
    toml = 'auth = { by = "basic", user_secret = "WOO_KEY", secret = "WOO_SECRET" }'
    api = elsewhere(lambda _: reply([]), toml, WOO_KEY="ck", WOO_SECRET="cs")
    api.fetch()
    told = api.origin.asked[0].headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(told) == b"ck:cs"


class Guarded:
    """Gives tokens, and rows to who has the last one."""

    def __init__(self, *, lasts: int = 3600) -> None:
        self.given = 0
        self.lasts = lasts
        self.wants = ""

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/token":
            self.given += 1
            self.wants = f"Bearer t{self.given}"
            return reply({"access_token": f"t{self.given}", "expires_in": self.lasts})
        if asked.headers.get("authorization") != self.wants:
            return reply({}, status=401)
        return reply(numbered(5)[2 * int(asked.query["page"]) - 2 : 2 * int(asked.query["page"])])


def client(elsewhere: Make, answers: object):
    toml = 'url = "URL/orders"\n' + CLIENT
    return elsewhere(answers, toml, SHOP_SECRET="hush-4711")


def test_token_is_asked_for_once(elsewhere: Make) -> None:
    api = client(elsewhere, guarded := Guarded())
    assert api.fetch() == numbered(5)
    assert guarded.given == 1
    body = api.origin.asked[0].body
    assert "grant_type=client_credentials" in body
    assert "client_id=me" in body


def test_token_that_runs_out_is_renewed(elsewhere: Make) -> None:
    api = client(elsewhere, guarded := Guarded(lasts=10))
    api.pause(0)
    assert api.fetch() == numbered(5)
    assert guarded.given >= 1


def test_token_that_is_taken_back_is_renewed(elsewhere: Make) -> None:
    guarded = Guarded()

    def answers(asked: Asked) -> Reply:
        if len(api.origin.asked) == 3:
            guarded.wants = "another"
        return guarded(asked)

    api = client(elsewhere, answers)
    assert api.fetch() == numbered(5)
    assert guarded.given == 2


@pytest.mark.parametrize("told", [reply({"error": "hush-4711"}, status=400), reply([])])
def test_no_token_is_told_without_the_secret(elsewhere: Make, told: Reply) -> None:
    api = client(elsewhere, lambda _: told)
    with pytest.raises(SourceError, match="no token was given") as error:
        api.fetch()
    assert "hush-4711" not in f"{error.value} {error.value.next_step}"


def test_place_of_tokens_that_is_down_is_asked_again(elsewhere: Make) -> None:
    api = client(elsewhere, lambda _: reply({}, status=503))
    with pytest.raises(SourceAway, match="token_url answers with 503"):
        api.fetch()


def test_secret_that_no_header_can_hold_is_told_by_its_name(elsewhere: Make) -> None:
    toml = 'auth = { by = "bearer", secret = "TOKEN" }'
    with pytest.raises(SettingsError, match="the secret TOKEN holds signs") as told:
        elsewhere(lambda _: reply([]), toml, TOKEN="hush\n4711").fetch()
    assert "hush" not in f"{told.value} {told.value.next_step}"


def test_badge_shows_nothing_of_its_secrets() -> None:
    badge = Badge(Auth("bearer", "TOKEN"), lambda _: "hush-4711", lambda: 0.0, token="hush-4711")
    assert "hush" not in repr(badge)
    assert "hush-4711" in badge.values

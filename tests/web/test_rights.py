import base64

import pytest

from alkasba.errors import SettingsError
from alkasba.settings import read_settings
from alkasba.web.rights import Rights, is_loopback, read_rights

TOKEN = "0123456789abcdef-token"


def basic(user, password):
    told = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"authorization": f"Basic {told}"}


@pytest.mark.parametrize(
    ("headers", "may"),
    [
        ({"authorization": f"Bearer {TOKEN}"}, True),
        ({"authorization": f"bearer {TOKEN} "}, True),
        (basic("anyone", TOKEN), True),
        (basic("", TOKEN), True),
        ({}, False),
        ({"authorization": "Bearer"}, False),
        ({"authorization": f"Bearer {TOKEN}x"}, False),
        ({"authorization": f"Digest {TOKEN}"}, False),
        ({"authorization": "Basic %%%"}, False),
        ({"authorization": "Basic /w=="}, False),
        ({"authorization": "Bearer clé"}, False),
        (basic(TOKEN, ""), False),
    ],
)
def test_who_knows_the_token_may(headers, may):
    assert Rights(TOKEN).lets_in(headers) is may


def test_on_this_machine_alone_nobody_is_asked():
    assert Rights().lets_in({})


@pytest.mark.parametrize(
    ("host", "is_known"),
    [
        ("127.0.0.1:8420", True),
        ("localhost", True),
        ("LOCALHOST:1", True),
        ("[::1]:8420", True),
        ("127.8.8.8:80", True),
        ("shop.example", False),
        ("127.0.0.1.shop.example:8420", False),
        ("", False),
    ],
)
def test_without_a_token_only_names_of_this_machine_are_answered(host, is_known):
    assert Rights().knows_host(host) is is_known
    assert Rights(TOKEN).knows_host(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "shop.example", ""])
def test_an_address_that_others_reach_needs_a_token(tmp_path, host):
    (tmp_path / "alkasba.toml").write_text("")
    with pytest.raises(SettingsError, match="can be reached from other machines") as told:
        read_rights(read_settings(tmp_path, {}), host)
    assert "serve.secret" in told.value.next_step
    assert not is_loopback(host)


def test_the_token_is_a_secret_by_name(tmp_path):
    (tmp_path / "alkasba.toml").write_text('[serve]\nsecret = "SHOP_TOKEN"\n')
    (tmp_path / "alkasba.secrets.toml").write_text(f'SHOP_TOKEN = "{TOKEN}"\n')
    assert read_rights(read_settings(tmp_path, {}), "0.0.0.0") == Rights(TOKEN)
    assert read_rights(read_settings(tmp_path, {}), "127.0.0.1") == Rights(TOKEN)


def test_a_short_token_is_refused_and_not_told(tmp_path):
    (tmp_path / "alkasba.toml").write_text('[serve]\nsecret = "SHOP_TOKEN"\n')
    (tmp_path / "alkasba.secrets.toml").write_text('SHOP_TOKEN = "parsley"\n')
    with pytest.raises(SettingsError, match="shorter than 16") as told:
        read_rights(read_settings(tmp_path, {}), "0.0.0.0")
    assert "parsley" not in f"{told.value} {told.value.next_step}"


PEOPLE = "0123456789abcdef-people"


@pytest.mark.parametrize(
    ("rights", "token", "may_enter", "may_see_people"),
    [
        (Rights(), "", True, True),
        (Rights(TOKEN), TOKEN, True, False),
        (Rights(TOKEN, PEOPLE), TOKEN, True, False),
        (Rights(TOKEN, PEOPLE), PEOPLE, True, True),
        (Rights(TOKEN, PEOPLE), "", False, False),
        (Rights("", PEOPLE), "", True, False),
        (Rights("", PEOPLE), PEOPLE, True, True),
    ],
)
def test_people_are_seen_by_who_knows_their_token(rights, token, may_enter, may_see_people):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    assert rights.lets_in(headers) is may_enter
    assert rights.may_see_people(headers) is may_see_people


def test_the_token_of_people_is_read_and_is_no_short_one(tmp_path, monkeypatch):
    (tmp_path / "alkasba.toml").write_text('[serve]\npeople_secret = "WHO"\n')
    monkeypatch.setenv("WHO", PEOPLE)
    assert read_rights(read_settings(tmp_path), "127.0.0.1") == Rights("", PEOPLE)
    monkeypatch.setenv("WHO", "short")
    with pytest.raises(SettingsError, match="shorter than"):
        read_rights(read_settings(tmp_path), "127.0.0.1")


EVENTS = "0123456789abcdef-events"


@pytest.mark.parametrize(
    ("rights", "token", "may_send", "may_enter"),
    [
        (Rights(), "", True, True),
        (Rights("", "", EVENTS), "", False, True),
        (Rights("", "", EVENTS), EVENTS, True, True),
        (Rights("", "", EVENTS), TOKEN, False, True),
        (Rights("", PEOPLE, EVENTS), PEOPLE, True, True),
        (Rights("", PEOPLE), "", True, True),
        (Rights(TOKEN), TOKEN, True, True),
        (Rights(TOKEN), "", False, False),
        (Rights(TOKEN, "", EVENTS), TOKEN, True, True),
        (Rights(TOKEN, "", EVENTS), EVENTS, True, False),
        (Rights(TOKEN, PEOPLE, EVENTS), "", False, False),
    ],
)
def test_events_that_have_a_token_are_sent_by_those_alone_who_know_one(
    rights, token, may_send, may_enter
):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    assert rights.may_send_events(headers) is may_send
    assert rights.lets_in(headers) is may_enter


def test_what_stays_open_is_told_where_a_token_guards_a_part_alone():
    assert Rights().left_open() == Rights(TOKEN, PEOPLE, EVENTS).left_open() == ""
    assert "Only sending events needs" in Rights("", "", EVENTS).left_open()
    both = Rights("", PEOPLE, EVENTS).left_open()
    assert "asking about a person and sending events" in both and "serve.secret" in both


@pytest.mark.parametrize("other", ["secret", "people_secret"])
def test_a_token_that_sends_events_opens_nothing_else(tmp_path, monkeypatch, other):
    (tmp_path / "alkasba.toml").write_text(
        f'[serve]\nevents_secret = "SEND"\n{other} = "SAME"\n', encoding="utf-8"
    )
    monkeypatch.setenv("SEND", EVENTS)
    monkeypatch.setenv("SAME", EVENTS)
    with pytest.raises(SettingsError, match="opens more") as told:
        read_rights(read_settings(tmp_path), "127.0.0.1")
    assert "serve.events_secret" in told.value.where and EVENTS not in str(told.value)

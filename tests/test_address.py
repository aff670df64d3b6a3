"""A url names everything but the password."""

import pytest

from alkasba.address import Address, read_address, without_password


def test_a_server_is_named_with_who_asks() -> None:
    found = read_address("mariadb://reader%40shop@db.example:3307/erp?ssl_ca=ca.pem")
    assert found == Address(
        "mysql", "db.example", 3307, "reader@shop", "erp", options=(("ssl_ca", "ca.pem"),)
    )
    assert str(found) == "mysql://db.example:3307/erp"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:data/erp.db", "data/erp.db"),
        ("sqlite:{data}/erp.db", "{data}/erp.db"),
        ("sqlite:/srv/erp.db", "/srv/erp.db"),
        ("sqlite:///srv/erp.db", "/srv/erp.db"),
    ],
)
def test_a_file_is_named_by_its_path(url: str, path: str) -> None:
    assert read_address(url).path == path


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "Write postgresql://"),
        ("erp", "no database that can be read"),
        ("postgresq://db.example/erp", "Did you mean 'postgresql'"),
        ("postgresql://reader:hush@db.example/erp", "a password does not belong"),
        ("postgresql://reader@db.example/erp?password=hush", "a password does not belong"),
        ("postgresql:///erp", "on which host"),
        ("postgresql://db.example", "which database"),
        ("postgresql://db.example:port/erp", "host and port cannot be read"),
        ("postgresql://db.example/erp?sslmod=require", "Did you mean 'sslmode'"),
        ("sqlite:", "in which file"),
    ],
)
def test_what_is_wrong_is_told_without_the_password(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        read_address(url)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "bare", "password"),
    [
        ("postgresql://u@h/d", "postgresql://u@h/d", ""),
        ("postgresql://u:p@h:5432/d", "postgresql://u@h:5432/d", "p"),
        ("postgresql://u:a:b@c/d#e?f@h/d", "postgresql://u@h/d", "a:b@c/d#e?f"),
        ("mysql://u:p%40q@h/d", "mysql://u@h/d", "p@q"),
        ("mysql://:p@h/d", "mysql://@h/d", "p"),
        (
            "postgresql://u@h/d?password=p&sslmode=require",
            "postgresql://u@h/d?sslmode=require",
            "p",
        ),
        (
            "postgresql://u@h/d?sslmode=require&password=p",
            "postgresql://u@h/d?sslmode=require",
            "p",
        ),
        ("sqlite:a:b@db.example", "sqlite:a:b@db.example", ""),
    ],
)
def test_a_password_is_taken_out_wherever_it_stands(url: str, bare: str, password: str) -> None:
    assert without_password(url) == (bare, password)

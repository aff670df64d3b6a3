"""What PostgreSQL's client is told when it connects, and what the server's answers mean."""

from alkasba.address import CONNECT_SECONDS, Address

LONGEST_NAME = 63
"""Bytes of a name; the server would cut off what is longer, and two could become one."""
BY_STATE = {
    "28": "login",
    "3D": "database",
    "42P01": "place",
    "42703": "column",
    "42501": "right",
    "55P03": "locked",
    "40": "lost",
    "57014": "slow",
    "57": "lost",
    "08": "lost",
    "22021": "value",
    "22P05": "value",
}
"""The state that PostgreSQL tells, or how it begins -> what it means."""

# libpq gives no state for a connection that never was, only words.
BY_WORDS = {
    "authentication failed": "login",
    "no password supplied": "login",
    'role "': "login",
    'database "': "database",
    "permission denied": "right",
    "starting up": "lost",
    "shutting down": "lost",
    "too many": "lost",
    "fatal": "connection",
    "ssl": "connection",
}


def connection_words(address: Address, password: str) -> dict[str, str | int | None]:
    """What libpq is told; a connection that is silently gone is noticed within a minute."""
    said: dict[str, str | int | None] = {
        "host": address.host,
        "port": address.port or 5432,
        "user": address.user or None,
        "password": password or None,
        "dbname": address.database,
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "alkasba",
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
    }
    return said | dict(address.options)


def meaning_of_state(state: str) -> str:
    """What a state means; a connection that breaks has none: nobody was left to tell one.

    >>> meaning_of_state("28P01"), meaning_of_state("42601"), meaning_of_state("")
    ('login', 'query', 'lost')
    """
    for known in (state, state[:2]):
        if known in BY_STATE:
            return BY_STATE[known]
    return "query" if state else "lost"


def meaning_of_words(words: str) -> str:
    """What it means that no connection came about.

    >>> meaning_of_words("FATAL:  the database system is starting up")
    'lost'
    """
    lower = words.lower()
    return next((kind for said, kind in BY_WORDS.items() if said in lower), "away")

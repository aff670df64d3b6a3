"""Under which key people are kept: the one that the warehouse has of them."""

from alkasba.flows.opening import OpenShop
from alkasba.flows.recommend.asking import declared
from alkasba.flows.recommend.written import as_written
from alkasba.privacy.pseudonym import pseudonym, read_key

VISITOR = "visitor:"


def is_pseudonymous(opened: OpenShop) -> bool:
    """Whether the warehouse has pseudonyms in place of the numbers of people."""
    people = declared(opened.shop).people
    return opened.shop.is_pseudonym(people, people.columns[people.key[0]])


def as_kept(opened: OpenShop, number: str, key: bytes | None = None) -> str:
    """What the warehouse has in place of the number of a person; `key` where it was read before."""
    people = declared(opened.shop).people
    written = as_written(people.columns[people.key[0]], number)
    if not is_pseudonymous(opened):
        return written
    return pseudonym(written, key_of_shop(opened) if key is None else key)


def visitor_as_kept(opened: OpenShop, visitor: str, key: bytes | None = None) -> str:
    """What is kept in place of a visitor's id: no pseudonym of a person, whatever it is."""
    return pseudonym(VISITOR + visitor, key_of_shop(opened) if key is None else key)


def key_of_shop(opened: OpenShop) -> bytes:
    """The key for pseudonyms, without which no run goes."""
    return read_key(opened.settings.path("privacy.key_file"))

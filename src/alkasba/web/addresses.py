"""The addresses of pages about the data: of a member, a list, a thing of the catalogue."""

from urllib.parse import quote, urlencode

from alkasba.derive.lineage import Node


def address_of(path: str, language: str = "", **words: object) -> str:
    """An address with what it asks for; the language where the page before said one.

    >>> address_of("/tables/product", "fr", q="thé & miel", page="")
    '/tables/product?q=th%C3%A9+%26+miel&lang=fr'
    """
    pairs = [(name, str(word)) for name, word in words.items() if word not in ("", None)]
    pairs += [("lang", language)] if language else []
    return f"{quote(path)}?{urlencode(pairs)}" if pairs else quote(path)


def member_address(table: str, key: object, language: str = "") -> str:
    """Where the page of a member is."""
    return address_of(f"/tables/{table}/member", language, key=key)


def lineage_address(word: str, language: str = "") -> str:
    """Where the drawing around a thing is."""
    return address_of("/lineage", language, of=word)


def node_address(node: Node, language: str = "") -> str:
    """Where a click on a box leads: a tile to its page, all else to the drawing around it."""
    if node.kind == "field":
        return lineage_address(Node("source", "", node.of).word, language)
    return lineage_address(node.word, language)


def own_page(node: Node, language: str = "") -> str:
    """The page of the thing itself; nothing where it has none but the drawing."""
    match node.kind:
        case "tile":
            return address_of(f"/dashboards/{node.of}/tiles/{node.name}", language)
        case "dashboard":
            return address_of(f"/dashboards/{node.name}", language)
        case "table" | "column" | "measure":
            return f"{address_of('/catalogue', language)}#{node.word}"
    return ""

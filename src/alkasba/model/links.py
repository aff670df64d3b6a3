"""Circles among names that refer to each other: calculated columns, measures, dimensions."""

from collections.abc import Iterable, Mapping


def find_cycle(links: Mapping[str, Iterable[str]]) -> list[str]:
    """The names that lie on a circle of links.

    >>> find_cycle({"a": ["b"], "b": ["a"], "c": ["a"]})
    ['a', 'b']
    """
    return sorted(name for name in links if name in reachable(links, name))


def reachable(links: Mapping[str, Iterable[str]], start: str) -> set[str]:
    """All names that can be reached from `start` by one link or more."""
    seen: set[str] = set()
    waiting = list(links.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(links.get(name, ()))
    return seen


def circle_from(links: Mapping[str, Iterable[str]], start: str) -> list[str]:
    """The shortest circle that leads from a name back to it, which stands at both ends.

    >>> circle_from({"a": ["b", "c"], "b": ["c"], "c": ["a"]}, "a")
    ['a', 'c', 'a']
    """
    waiting = [[start]]
    seen: set[str] = set()
    for way in waiting:
        for name in links.get(way[-1], ()):
            if name == start:
                return [*way, name]
            if name not in seen:
                seen.add(name)
                waiting.append([*way, name])
    return []


def in_order(links: Mapping[str, Iterable[str]]) -> list[str]:
    """The names so that each stands after those it links to; there must be no circle."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name in ordered or name not in links:
            return
        for other in links[name]:
            visit(other)
        ordered.append(name)

    for name in links:
        visit(name)
    return ordered

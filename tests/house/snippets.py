"""Reads the fenced blocks of a page, and what a comment before one asks for.

A comment on the line before a block says how to treat it:

    <!-- file: my-shop/data/a.csv -->                  the block is that file
    <!-- into: tables/product.toml after [columns] --> the block goes below that line of that file
    <!-- exits: 3 -->                                  its commands end with that code
    <!-- not run: REASON -->                           read by people only
"""

import re
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(
    r"^(?:<!-- (?P<ask>[a-z ]+): (?P<of>.*?) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(
    r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)|src(?:set)?=\"([^\"]+)\""
)


@dataclass(frozen=True)
class Block:
    """One fenced block: `ask` and `of` are the comment before it, `line` is where it starts."""

    line: int
    language: str
    text: str
    ask: str = ""
    of: str = ""


@dataclass(frozen=True)
class Command:
    """What a page tells its reader to type, and what it says comes back."""

    typed: str
    shown: tuple[str, ...]
    exit_code: int = 0


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in its order.

    >>> blocks("<!-- exits: 3 -->\\n```console\\n$ alkasba check\\n```\\n")
    [Block(line=2, language='console', text='$ alkasba check\\n', ask='exits', of='3')]
    """
    return [
        Block(
            line=page.count("\n", 0, hit.start("language")) + 1,
            language=hit["language"],
            text=hit["text"],
            ask=hit["ask"] or "",
            of=hit["of"] or "",
        )
        for hit in BLOCK.finditer(page)
    ]


def commands(block: Block) -> list[Command]:
    r"""The commands of a block; a line that ends in a backslash goes on in the next one.

    >>> commands(Block(1, "console", "$ echo a \\\n    b\na b\n"))
    [Command(typed='echo a \\\n    b', shown=('a b',), exit_code=0)]
    """
    if block.language not in {"console", "bash"} or block.ask == "not run":
        return []
    exit_code = int(block.of) if block.ask == "exits" else 0
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
    return [read_command(part, exit_code) for part in parts]


def read_command(part: str, exit_code: int) -> Command:
    lines = part.rstrip("\n").split("\n")
    end = next(i for i, line in enumerate(lines) if not line.endswith("\\"))
    return Command("\n".join(lines[: end + 1]), tuple(lines[end + 1 :]), exit_code)


def links(page: str) -> list[str]:
    """Where a page points to, without its fenced blocks."""
    text = BLOCK.sub("", page)
    return [next(filter(None, hit.groups())) for hit in LINK.finditer(text)]


def says(output: str, line: str) -> bool:
    """Whether an output holds a shown line; blanks are one blank, and `...` stands for anything.

    >>> says("table.loaded  rows=120 seconds=0.4", "table.loaded rows=120 seconds=...")
    True
    """
    words = [re.escape(" ".join(part.split())) for part in line.split("...")]
    pattern = re.compile(r"\s*.*?\s*".join(words))
    return any(pattern.search(" ".join(told.split())) for told in output.splitlines())


def place(block: Block, folder: Path) -> None:
    """Do what a page asks of its reader's files."""
    if block.ask == "file":
        target = folder / block.of
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, encoding="utf-8")
    if block.ask == "into":
        name, _, line = block.of.partition(" after ")
        target = folder / name
        before, found, after = target.read_text(encoding="utf-8").partition(f"{line}\n")
        assert found, f"{name} has no line {line!r}"
        target.write_text(f"{before}{found}{block.text}{after}", encoding="utf-8")

"""What DuckDB takes in a text and JSON does not, or would read otherwise than it is written.

A doubt costs no more than time: the careful reader then reads the file.
"""

import json
import re
from collections.abc import Collection

from alkasba.sources.searching import holds, is_utf8

# A comma before the end, NaN and infinity, and 1. which the digits behind a point would mend.
# Besides: -0, which becomes 0, and a point that is an escape.
# All patterns of a line must be found: the first is quick, the second tells values from text.
DOUBTS = (
    (r",\s*[\]}]",),
    (r"-0[,}\]\s]",),
    (r"\\u002[eE]",),
    (r"\.\s*[,}\]]", r"[0-9]\.\s*[,}\]]"),
    (
        r"[nN](?:[aA][nN]|[fF]|[iI][tT][yY])\s*[,}\]]",
        r"[:,\[\s-][nNiI](?:[aA][nN]|[nN][fF]|[nN][fF][iI][nN][iI][tT][yY])\s*[,}\]]",
    ),
)
# A key that holds a point, and one in which an escape stands before or behind a point.
SIGNS = r'(?:[^"\\]|\\.)*'
POINTED_KEY = rf'\.{SIGNS}"\s*:'
ESCAPED_KEY = rf'(?:\\.{SIGNS}\.{SIGNS}|\.{SIGNS}\\.{SIGNS})"\s*:'
# A number that DuckDB would write anew; not among the above because it is slow to look for.
EXPONENT = r"[:,\[\s]-?[0-9]+[eE][+-]?[0-9]+[,}\]\s]"


def is_doubtful(data: bytes, dotted: Collection[str] = ()) -> bool:
    """Whether DuckDB may read this text in another way than the careful reader.

    `dotted` are keys with points that would go before paths, were they there.

    >>> is_doubtful(b'{"a": 1, "b": "NaN"}'), is_doubtful(b'{"a": NaN}')
    (False, True)
    """
    if not is_utf8(data):
        return True
    if any(all(holds(data, pattern) for pattern in patterns) for patterns in DOUBTS):
        return True
    return bool(dotted) and holds(data, POINTED_KEY) and _may_hold(data, dotted)


def _may_hold(data: bytes, keys: Collection[str]) -> bool:
    written = (re.escape(json.dumps(key, ensure_ascii=False)) for key in keys)
    return any(holds(data, pattern) for pattern in (ESCAPED_KEY, *(rf"{w}\s*:" for w in written)))

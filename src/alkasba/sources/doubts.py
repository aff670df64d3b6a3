"""What DuckDB takes in a text and JSON does not, or would read otherwise than it is written.

A doubt costs no more than time: the careful reader then reads the file.
"""

import json
import re
import struct
from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

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
    text = pa.Array.from_buffers(
        pa.string(), 1, [None, pa.py_buffer(struct.pack("=ii", 0, len(data))), pa.py_buffer(data)]
    )
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return True
    if any(all(_stands(text, pattern) for pattern in patterns) for patterns in DOUBTS):
        return True
    return bool(dotted) and _stands(text, POINTED_KEY) and _may_hold(text, dotted)


def _may_hold(text: pa.Array, keys: Collection[str]) -> bool:
    written = (re.escape(json.dumps(key, ensure_ascii=False)) for key in keys)
    return any(_stands(text, pattern) for pattern in (ESCAPED_KEY, *(rf"{w}\s*:" for w in written)))


def _stands(text: pa.Array, pattern: str) -> bool:
    return bool(pc.match_substring_regex(text, pattern)[0].as_py())

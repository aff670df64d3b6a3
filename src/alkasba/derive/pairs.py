"""Which members of a dimension meet in the rows of a fact, as SQL."""

from alkasba.derive.formula import to_sql
from alkasba.derive.keys import UNKNOWN_KEY
from alkasba.derive.sql import quoted
from alkasba.errors import NotExpressible
from alkasba.model.pairs import TOGETHER, other_name
from alkasba.model.shop import Shop
from alkasba.model.table import Pairs, Table

AT_MOST = 100
"""Members that meet at once: what has more, such as a list of everything, tells of no pair, and
would make more pairs than all else together."""

DAY = '"day of row"'
MONTH = f"date_trunc('month', min({DAY}))::DATE"
"""What rows have in common belongs to the month of its first day."""


def months_sql(shop: Shop, table: Table) -> str:
    """Each month of the fact, and a number that changes with the lines in it."""
    pairs = _pairs(table)
    same, key = quoted(pairs.same), quoted(f"{pairs.item}_key")
    # A sum of hashes does not depend on the order of rows; it fits what a column of lineage holds.
    met = (
        f"SELECT {MONTH} AS month, sum(hash({same}, {key})::HUGEINT) AS digest "
        f"FROM ({_lines(shop, table)}) GROUP BY {same}"
    )
    digest = "(sum(digest) % 9223372036854775807)::BIGINT"
    return f"SELECT month, {digest} AS digest FROM ({met}) GROUP BY month"


def pairs_sql(shop: Shop, table: Table, months: str) -> str:
    """The rows of a table of pairs in the months of a relation of month and digest."""
    pairs, day = _pairs(table), quoted(str(table.day))
    other, same, key = other_name(pairs.item), quoted(pairs.same), quoted(f"{pairs.item}_key")
    members = shop.tables[shop.tables[pairs.of].references[pairs.item]]
    code, member_key = quoted(members.key[0]), quoted(f"{members.name}_key")
    place = f"shop.{quoted(members.name)}"
    return f"""
        WITH met AS (
            SELECT {MONTH} AS month, list(DISTINCT {key}) AS members
            FROM ({_lines(shop, table)}) GROUP BY {same}
            HAVING count(DISTINCT {key}) BETWEEN 2 AND {AT_MOST}
            AND {MONTH} IN (SELECT month FROM {months})
        ), one AS (SELECT month, members, unnest(members) AS first FROM met),
        two AS (SELECT month, first, unnest(members) AS second FROM one),
        counted AS (
            SELECT month, first, second, count(*) AS {TOGETHER}
            FROM two WHERE first <> second GROUP BY ALL
        )
        SELECT month AS {day}, a.{code} AS {quoted(pairs.item)}, first AS {key},
            b.{code} AS {quoted(other)}, second AS {quoted(f"{other}_key")},
            {TOGETHER}, digest AS _file, NULL::BIGINT AS _row
        FROM counted JOIN {months} USING (month)
        JOIN {place} AS a ON a.{member_key} = first
        JOIN {place} AS b ON b.{member_key} = second"""


def _lines(shop: Shop, table: Table) -> str:
    """The rows of the fact that can meet: the day, what they have in common, the member."""
    pairs = _pairs(table)
    origin = shop.tables[pairs.of]
    key, same = quoted(f"{pairs.item}_key"), quoted(pairs.same)
    # What is not known is no member, and rows that say nothing have nothing in common.
    where = [f"{key} <> {UNKNOWN_KEY}", f"{same} IS NOT NULL"]
    if pairs.where is not None:
        where.append(f"({to_sql(pairs.where, lambda name: quoted(name.name))})")
    day = f"{quoted(str(origin.day))} AS {DAY}"
    return (
        f"SELECT {day}, {same}, {key} FROM shop.{quoted(origin.name)} WHERE {' AND '.join(where)}"
    )


def _pairs(table: Table) -> Pairs:
    if table.pairs is None:
        raise NotExpressible(f"{table.name} is no table of pairs.")
    return table.pairs

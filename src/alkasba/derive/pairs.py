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


def met_sql(shop: Shop, table: Table) -> str:
    """What rows have in common, one row each: its month (that of the first day), a number that
    changes with its lines, and the members that meet in it."""
    pairs = _pairs(table)
    same, key = quoted(pairs.same), quoted(f"{pairs.item}_key")
    return (
        f"SELECT date_trunc('month', min({DAY}))::DATE AS month, list(DISTINCT {key}) AS members, "
        f"sum(hash({same}, {key})::HUGEINT) AS digest FROM ({_lines(shop, table)}) GROUP BY {same}"
    )


def months_sql(met: str) -> str:
    """Each month, and a number that changes with the lines in it."""
    # A sum of hashes does not depend on the order of rows; it fits what a column of lineage holds.
    digest = "(sum(digest) % 9223372036854775807)::BIGINT"
    return f"SELECT month, {digest} AS digest FROM {met} GROUP BY month"


def pairs_sql(shop: Shop, table: Table, *, met: str, months: str) -> str:
    """The rows of a table of pairs in the months of a relation of month and digest; `met` is one of
    what rows have in common."""
    pairs, day = _pairs(table), quoted(str(table.day))
    other, key = other_name(pairs.item), quoted(f"{pairs.item}_key")
    members = shop.tables[shop.tables[pairs.of].references[pairs.item]]
    code, member_key = quoted(members.key[0]), quoted(f"{members.name}_key")
    place = f"shop.{quoted(members.name)}"
    return f"""
        WITH one AS (
            SELECT month, members, unnest(members) AS first FROM {met}
            WHERE len(members) BETWEEN 2 AND {AT_MOST} AND month IN (SELECT month FROM {months})
        ),
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

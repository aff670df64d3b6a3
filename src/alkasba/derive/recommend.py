"""What recommendations are learnt from and filtered by, as SQL over the published warehouse."""

from collections.abc import Iterator

from alkasba.derive.formula import to_sql
from alkasba.derive.keys import UNKNOWN_KEY
from alkasba.derive.sql import quoted
from alkasba.model.expression import Expression
from alkasba.model.recommend import Learnt, reference_to
from alkasba.model.shop import Shop
from alkasba.model.table import Table

LARGEST_BASKET = 200
"""Members bought at once: what holds more, such as a list of everything, tells of no taste."""


def products_sql(learnt: Learnt) -> str:
    """SELECT key, name, category, price, is_offered, words, category_key: each member, in the order
    of keys.

    `words` is what the columns of `alike` hold, a text each. A category of another dimension is
    told by its label, and `category_key` is what the products' own column holds.
    """
    products, said = learnt.products, learnt.recommend
    label = quoted(products.label or products.key[0])
    category_key = f"{quoted(said.category)}::VARCHAR" if said.category else "NULL"
    price = f"{quoted(said.price)}::DOUBLE" if said.price else "NULL"
    offered = f"coalesce(({_told(said.offer)}), FALSE)" if said.offer else "TRUE"
    words = ", ".join(f"coalesce({quoted(name)}::VARCHAR, '')" for name in said.alike)
    return (
        f"SELECT {_key(products)} AS key, coalesce({label}::VARCHAR, {_key(products)}) AS name, "
        f"{_category(learnt, category_key)} AS category, {price} AS price, "
        f"{offered} AS is_offered, [{words}]::VARCHAR[] AS words, {category_key} AS category_key "
        f"FROM shop.{quoted(products.name)} "
        f"WHERE {_is_member(products)} ORDER BY key"
    )


def _category(learnt: Learnt, key: str) -> str:
    """What the category of a product is called: by its key, where the other dimension says no
    more."""
    table = learnt.categories
    if table is None:
        return key
    label = quoted(str(table.label))
    own = f"{quoted(learnt.products.name)}.{quoted(f'{learnt.recommend.category}_key')}"
    name = (
        f"SELECT any_value(c.{label}::VARCHAR) FROM shop.{quoted(table.name)} AS c "
        f"WHERE c.{quoted(f'{table.name}_key')} = {own} AND {own} <> {UNKNOWN_KEY}"
    )
    return f"coalesce(({name}), {key})"


def offered_sql(learnt: Learnt, place: str) -> str:
    """SELECT key: each member that may be shown, of the warehouse that is attached as `place`."""
    products, offer = learnt.products, learnt.recommend.offer
    condition = f" AND coalesce(({_told(offer)}), FALSE)" if offer else ""
    table = f"{place}.{quoted(products.name)}"
    return f"SELECT {_key(products)} AS key FROM {table} WHERE {_is_member(products)}{condition}"


def people_sql(learnt: Learnt) -> str:
    """SELECT key, country, is_left_out, is_restricted: each person, in the order of keys, which
    are pseudonyms where the key is personal.

    Whoever objects or is restricted is left out.
    """
    people, said = learnt.people, learnt.recommend
    country = f"{quoted(said.country)}::VARCHAR" if said.country else "NULL"
    objects, restricted = _flag(said.objects), _flag(said.restricted)
    return (
        f"SELECT {_key(people)} AS key, {country} AS country, "
        f"{objects} OR {restricted} AS is_left_out, {restricted} AS is_restricted "
        f"FROM shop.{quoted(people.name)} WHERE {_is_member(people)} ORDER BY key"
    )


def lines_sql(shop: Shop, learnt: Learnt, *, people: str, products: str) -> str:
    """SELECT who, what, basket, day: what was bought and kept, once a basket and member.

    `people` and `products` are relations of key and place, where `who` and `what` come from; who
    is not known is -1. `basket` is a number, `day` is counted since 1970-01-01.
    """
    said, fact = learnt.recommend, learnt.fact
    who_key = f"{quoted(f'{said.who}_key')} <> {UNKNOWN_KEY}"
    keys = [
        f"CASE WHEN {who_key} THEN {quoted(said.who)}::VARCHAR END AS who",
        f"{quoted(said.what)}::VARCHAR AS what",
        f"{quoted(said.together)}::VARCHAR AS basket",
    ]
    day = f"min({quoted(str(fact.day))}) AS day"
    bought = (
        f"SELECT {', '.join(keys)}, {day}, {_pieces(said.pieces)} AS pieces "
        f"FROM shop.{quoted(fact.name)} WHERE {' AND '.join(_counting(learnt))} GROUP BY ALL"
    )
    return f"""
        WITH bought AS ({bought}),
        {_kept(shop, learnt)},
        sized AS (SELECT *, count(*) OVER (PARTITION BY basket) AS size FROM kept)
        SELECT coalesce(p.place, -1)::INTEGER AS who, m.place::INTEGER AS what,
            (dense_rank() OVER (ORDER BY basket) - 1)::INTEGER AS basket,
            (day - DATE '1970-01-01')::INTEGER AS day
        FROM sized JOIN {products} AS m ON m.key = what
        LEFT JOIN {people} AS p ON p.key = who
        WHERE size <= {LARGEST_BASKET} AND (who IS NULL OR p.place IS NOT NULL)
        ORDER BY basket, m.place, p.place"""


def sales_sql(shop: Shop, learnt: Learnt) -> str:
    """SELECT who, what, day, money: what people who are known have bought and kept, by key.

    `money` is what it was worth, NULL where the shop does not say by which column.
    """
    said, fact = learnt.recommend, learnt.fact
    money = f"sum({quoted(said.money)})" if said.money else "NULL::DECIMAL(18, 4)"
    keys = [
        f"{quoted(said.who)}::VARCHAR AS who",
        f"{quoted(said.what)}::VARCHAR AS what",
        f"{quoted(said.together)}::VARCHAR AS basket",
    ]
    day = f"min({quoted(str(fact.day))}) AS day"
    conditions = [*_counting(learnt), f"{quoted(f'{said.who}_key')} <> {UNKNOWN_KEY}"]
    bought = (
        f"SELECT {', '.join(keys)}, {day}, {_pieces(said.pieces)} AS pieces, {money} AS money "
        f"FROM shop.{quoted(fact.name)} WHERE {' AND '.join(conditions)} GROUP BY ALL"
    )
    return (
        f"WITH bought AS ({bought}), {_kept(shop, learnt)} SELECT who, what, day, money FROM kept"
    )


def _counting(learnt: Learnt) -> Iterator[str]:
    said = learnt.recommend
    yield f"{quoted(f'{said.what}_key')} <> {UNKNOWN_KEY}"
    yield f"{quoted(said.together)} IS NOT NULL"
    yield f"{quoted(str(learnt.fact.day))} IS NOT NULL"
    if said.where is not None:
        yield f"({_told(said.where)})"


def _kept(shop: Shop, learnt: Learnt) -> str:
    """The steps that leave what was not taken back."""
    said = learnt.recommend
    if said.less is None:
        return "kept AS (SELECT * FROM bought WHERE pieces > 0)"
    fact = shop.tables[said.less.of]
    what = quoted(str(reference_to(fact, learnt.products)))
    # Without a number of pieces on both sides a row takes all of them back.
    is_counted = said.less.pieces is not None and said.pieces is not None
    pieces = _pieces(said.less.pieces) if is_counted else "1e18"
    return (
        f"gone AS (SELECT {quoted(said.less.same)}::VARCHAR AS basket, {what}::VARCHAR AS what, "
        f"{pieces} AS back FROM shop.{quoted(fact.name)} GROUP BY ALL), "
        "kept AS (SELECT bought.* FROM bought LEFT JOIN gone USING (basket, what) "
        "WHERE pieces > coalesce(back, 0))"
    )


def _flag(column: str | None) -> str:
    """A flag of the people, which is false where nothing is said."""
    return f"coalesce({quoted(column)}, FALSE)" if column else "FALSE"


def _pieces(column: str | None) -> str:
    return f"sum({quoted(column)})" if column else "count(*)"


def _told(condition: Expression) -> str:
    return to_sql(condition, lambda name: quoted(name.name))


def _key(table: Table) -> str:
    return f"{quoted(table.key[0])}::VARCHAR"


def _is_member(table: Table) -> str:
    """The members as they are now; the first row of a dimension stands for the unknown one."""
    current = " AND is_current" if table.history else ""
    return f"{quoted(f'{table.name}_key')} <> {UNKNOWN_KEY}{current}"

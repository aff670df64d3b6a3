"""What a fact says of recommendations: who buys what, together with what, and what may be shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from alkasba.errors import DeclarationError, did_you_mean
from alkasba.model.entry import Entry
from alkasba.model.expression import Aggregate, Expression, names, walk
from alkasba.model.finding import Findings
from alkasba.model.formula import looks_at_members
from alkasba.model.kind import kind_of
from alkasba.model.read_experiment import read_experiment, read_weights
from alkasba.model.search import is_personal, served_name
from alkasba.model.shop import Shop
from alkasba.model.staying_out import stays_out
from alkasba.model.table import Column, Less, Recommend, Table

LEAST_PEOPLE, FEWEST_PEOPLE = 5, 2
NEW_DAYS, LONGEST_NEW = 30, 3_650
NEEDED = {
    "who": 'say which reference leads to those who buy: who = "customer".',
    "what": 'say which reference leads to what is bought: what = "product".',
    "together": 'say what rows bought at once have in common: together = "order_id".',
}
NUMBERS = ("whole", "number", "money")


@dataclass(frozen=True, slots=True)
class Learnt:
    """The fact that recommendations are learnt from, with its people and its products.

    `categories` is the dimension whose labels are the products' categories, where there is one.
    """

    fact: Table
    recommend: Recommend
    people: Table
    products: Table
    categories: Table | None = None

    @property
    def name(self) -> str:
        """What its products are called in addresses: as their index is, or as their table."""
        search = self.products.search
        return served_name(search) if search else self.products.name


def read_recommend(entry: Entry) -> Recommend | None:
    """The part `[recommend]` of a table, if there is one."""
    if "recommend" not in entry.data:
        entry.take("recommend")
        return None
    part = entry.part("recommend")
    where, where_text = part.formula("where")
    offer, offer_text = part.formula("offer")
    recommend = Recommend(
        who=part.text("who"),
        what=part.text("what"),
        together=part.text("together"),
        pieces=part.text_or_none("pieces"),
        where=where,
        where_text=where_text,
        less=_less(part),
        offer=offer,
        offer_text=offer_text,
        alike=part.words("alike"),
        category=part.text_or_none("category"),
        price=part.text_or_none("price"),
        country=part.text_or_none("country"),
        objects=part.text_or_none("objects"),
        restricted=part.text_or_none("restricted"),
        least_people=part.whole("least_people", default=LEAST_PEOPLE),
        new_share=part.share_or_none("new_share") or Decimal(0),
        new_days=part.whole("new_days", default=NEW_DAYS),
        money=part.text_or_none("money"),
        events=read_weights(part),
        experiment=read_experiment(part),
    )
    for name, needed in NEEDED.items():
        if name not in part.data:
            part.wrong(name, needed)
    part.finish()
    return recommend


def _less(entry: Entry) -> Less | None:
    if "less" not in entry.data:
        entry.take("less")
        return None
    part = entry.part("less")
    less = Less(part.text("of"), part.text("same"), part.text_or_none("pieces"))
    for name in ("of", "same"):
        if name not in part.data:
            part.wrong(name, 'say which fact takes back: less = { of = "refund", same = "..." }.')
    part.finish()
    return less


def learnt(shop: Shop) -> Learnt | None:
    """What recommendations are learnt from, in a shop without mistakes; None where it says none."""
    for table in shop.tables.values():
        if (recommend := table.recommend) is not None:
            people = shop.tables[table.references[recommend.who]]
            products = shop.tables[table.references[recommend.what]]
            return Learnt(
                table, recommend, people, products, _categories(shop, products, recommend)
            )
    return None


def _categories(shop: Shop, products: Table, said: Recommend) -> Table | None:
    """The dimension that the category refers to, where its labels may be told."""
    table = shop.tables.get(products.references.get(said.category or "", ""))
    label = table.columns.get(table.label or "") if table is not None else None
    if label is None or is_personal(label) or stays_out(shop, label):
        return None
    return table


def check_recommend(shop: Shop, findings: Findings) -> None:
    """What is declared for recommendations must exist, and hold what is needed of it."""
    declared = [table for table in shop.tables.values() if table.recommend is not None]
    for table in declared:
        file = f"tables/{table.name}.toml"
        for key, what in _mistakes(shop, table, table.recommend):
            findings.add(file, f"recommend.{key}".rstrip("."), what)
        if table is not declared[0]:
            what = f"tables/{declared[0].name}.toml has it already; a shop learns from one fact."
            findings.add(file, "recommend", what)


Mistakes = Iterator[tuple[str, str]]


def _mistakes(shop: Shop, table: Table, said: Recommend | None) -> Mistakes:
    if said is None:
        return
    if not table.is_fact:
        yield "", "people buy in the rows of a fact; a dimension has none."
        return
    if said.least_people < FEWEST_PEOPLE:
        yield "least_people", f"at least {FEWEST_PEOPLE}: one person's basket tells of that person."
    if not 1 <= said.new_days <= LONGEST_NEW:
        yield "new_days", f"1 to {LONGEST_NEW:,}: the days for which a product is new on sale."
    yield from _mistakes_of_rows(shop, table, said)
    people, products = (_met(shop, table, name) for name in (said.who, said.what))
    for key, name, other in (("who", said.who, people), ("what", said.what, products)):
        if name and other is None:
            yield key, f"'{name}' is no reference.{did_you_mean(name, table.references)}"
    if people is not None:
        yield from _mistakes_of_people(shop, people, said)
    if products is not None:
        yield from _mistakes_of_products(shop, products, said)
    if said.less is not None and products is not None:
        yield from _mistakes_of_less(shop, said.less, products)


def _met(shop: Shop, table: Table, reference: str) -> Table | None:
    """The dimension that a reference leads to."""
    return shop.tables.get(table.references.get(reference, ""))


def _mistakes_of_rows(shop: Shop, table: Table, said: Recommend) -> Mistakes:
    known = table.known_columns
    if said.together:
        yield from _column(shop, known, "together", said.together)
    if said.pieces is not None:
        yield from _column(shop, known, "pieces", said.pieces, NUMBERS)
    if said.money is not None:
        yield from _column(shop, known, "money", said.money, ("money",))
        if said.money in known and known[said.money].is_late:
            yield "money", f"'{said.money}' is not kept in the warehouse, so nothing can add it up."
    if said.where is not None:
        yield from _condition(shop, known, "where", said.where)


def _mistakes_of_less(shop: Shop, less: Less, products: Table) -> Mistakes:
    fact = shop.facts.get(less.of)
    if fact is None:
        if less.of:
            yield "less.of", f"no fact is called '{less.of}'.{did_you_mean(less.of, shop.facts)}"
        return
    if less.same:
        yield from _column(shop, fact.known_columns, "less.same", less.same)
    if less.pieces is not None:
        yield from _column(shop, fact.known_columns, "less.pieces", less.pieces, NUMBERS)
    if reference_to(fact, products) is None:
        yield "less.of", f"{less.of} has no reference to {products.name}, by which rows meet."


def reference_to(fact: Table, dimension: Table) -> str | None:
    """The reference of a fact that leads to a dimension: the one of its name, or the first."""
    found = [name for name, to in fact.references.items() if to == dimension.name]
    return dimension.name if dimension.name in found else next(iter(found), None)


def _mistakes_of_people(shop: Shop, people: Table, said: Recommend) -> Mistakes:
    if said.country is not None:
        yield from _column(shop, people.columns, "country", said.country)
    if said.objects is not None:
        yield from _column(shop, people.columns, "objects", said.objects, ("flag",))
    if said.restricted is not None:
        yield from _column(shop, people.columns, "restricted", said.restricted, ("flag",))
        if said.restricted == said.objects:
            yield "restricted", f"'{said.objects}' says who objects; name a flag of its own."


def _mistakes_of_products(shop: Shop, products: Table, said: Recommend) -> Mistakes:
    key = products.columns.get(products.key[0]) if products.key else None
    if key is not None and is_personal(key):
        yield "what", f"the key of {products.name} is personal; people are not recommended."
    for name in said.alike:
        yield from _told(shop, products, "alike", name)
    if said.category is not None:
        yield from _told(shop, products, "category", said.category)
    if said.price is not None:
        yield from _told(shop, products, "price", said.price, NUMBERS)
    if said.offer is not None:
        yield from _condition(shop, products.columns, "offer", said.offer)


def _told(
    shop: Shop, products: Table, key: str, name: str, types: tuple[str, ...] = ()
) -> Mistakes:
    """A column whose values are shown, or tell why something is."""
    yield from _column(shop, products.columns, key, name, types)
    if name in products.columns and is_personal(products.columns[name]):
        yield key, f"'{name}' is personal; what is recommended tells of nobody."


def _column(
    shop: Shop, known: dict[str, Column], key: str, name: str, types: tuple[str, ...] = ()
) -> Mistakes:
    column = known.get(name)
    if column is None:
        yield key, f"nothing is called '{name}'.{did_you_mean(name, known)}"
    elif stays_out(shop, column) and not column.refers and column.personal != "identifier":
        yield key, f"'{name}' stays out of the warehouse, so that nothing is learnt from it there."
    elif types and column.type not in types:
        yield key, f"'{name}' is a {column.type}; {' or '.join(types)} is needed."


def _condition(shop: Shop, known: dict[str, Column], key: str, condition: Expression) -> Mistakes:
    mistakes = []
    for name in names(condition):
        if name.of is not None:
            mistakes.append(f"'{name}' is of another table; only its own columns can be used.")
        else:
            mistakes += [what for _, what in _column(shop, known, key, name.name)]
    if looks_at_members(condition) or any(isinstance(p, Aggregate) for p in walk(condition)):
        mistakes.append("it is judged row by row; sums belong to a measure.")
    if not mistakes:
        try:
            kind = kind_of(condition, lambda name: known[name.name])
        except DeclarationError as error:
            mistakes.append(error.what)
        else:
            if kind != "flag":
                mistakes.append(f"a condition is needed, and this gives a {kind}.")
    yield from ((key, what) for what in mistakes)

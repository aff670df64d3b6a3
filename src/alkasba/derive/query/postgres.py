"""A question in PostgreSQL's words: the same steps, told again where the two do not agree."""

from collections.abc import Callable, Iterator, Mapping

from sqlglot import exp, parse_one
from sqlglot.dialects.postgres import Postgres
from sqlglot.generators.postgres import PostgresGenerator

from alkasba.derive.query.ask import answerable
from alkasba.derive.query.question import Question
from alkasba.derive.query.readable import is_plain
from alkasba.errors import NotExpressible
from alkasba.model.shop import Shop

RESERVED = frozenset(
    "USER CURRENT_USER SESSION_USER CURRENT_DATE FREEZE VERBOSE TABLESAMPLE".split()
)
"""Words that PostgreSQL keeps, beside those that DuckDB does."""
LARGEST_WHOLE = 2**63


class _Layout(PostgresGenerator):
    """PostgreSQL's words, with a filter on the line of what it filters."""

    def filter_sql(self, expression: exp.Filter) -> str:
        condition = self.sql(expression.expression, "this")
        return f"{self.sql(expression, 'this')} FILTER (WHERE {condition})"


def postgres_sql(shop: Shop, question: Question, schema: str) -> str:
    """The question as SQL for the PostgreSQL that serves the warehouse in a schema.

    A quotient is a double there as here, made of the same two numbers, so it is equal to the last
    digit, as sums and counts are. Means, deviations and sums of quotients may differ in the last.
    """
    statement = parse_one(answerable(shop, question), dialect="duckdb")
    steps = {str(cte.alias): cte.this for cte in statement.find_all(exp.CTE)}
    for union in list(statement.find_all(exp.Union)):
        _by_place(union, steps)
    for select in list(statement.find_all(exp.Select)):
        _group_by_place(select)
    _tell_flags(statement)
    _tell(statement)
    _qualify(statement, {*shop.tables, "calendar"} - steps.keys(), schema)
    return _Layout(dialect="postgres", pretty=True, max_text_width=88).generate(statement)


def _by_place(union: exp.Union, steps: Mapping[str, exp.Expr]) -> None:
    """UNION BY NAME by place: each step gives all columns, and nothing for those it has not."""
    if not union.args.get("by_name"):
        return
    selects = list(_united(union))
    sources = [_source(select) for select in selects]
    columns = {name: step for step in reversed(sources) for name in _columns(steps, step)}
    order = list(dict.fromkeys(name for step in sources for name in _columns(steps, step)))
    for select, step in zip(selects, sources, strict=True):
        own = _columns(steps, step)
        select.set(
            "expressions",
            [_column(name) if name in own else _nothing(name, columns[name]) for name in order],
        )


def _united(node: exp.Expr) -> Iterator[exp.Select]:
    """The selects that a union is made of, the first one first."""
    if isinstance(node, exp.Union):
        node.set("by_name", None)
        yield from _united(node.left)
        yield from _united(node.right)
    elif isinstance(node, exp.Select):
        yield node


def _source(select: exp.Select) -> str:
    return str(select.args["from_"].this.name)


def _column(name: str) -> exp.Expr:
    return exp.column(exp.to_identifier(name, quoted=True))


def _nothing(name: str, step: str) -> exp.Expr:
    """No value, of the type that another step has there: a bare NULL would be a text."""
    table = exp.to_identifier(step, quoted=True)
    inner = exp.select(_column(name)).from_(exp.Table(this=table)).limit(0)
    return exp.alias_(inner.subquery(), name, quoted=True)


def _columns(steps: Mapping[str, exp.Expr], step: str) -> list[str]:
    """The names that a step gives."""
    select = steps[step]
    if not isinstance(select, exp.Select):
        raise NotExpressible(f"the step {step} of this question has no columns of its own.")
    found: list[str] = []
    for column in select.expressions:
        if column.is_star:
            found += _columns(steps, str(column.args.get("table") or "") or _source(select))
        else:
            found.append(str(column.alias_or_name))
    return found


def _group_by_place(select: exp.Select) -> None:
    """GROUP BY ALL by the places of the columns that no aggregation makes."""
    group = select.args.get("group")
    if group is None or not group.args.get("all"):
        return
    places = [
        exp.Literal.number(place)
        for place, column in enumerate(select.expressions, start=1)
        if column.find(exp.AggFunc) is None
    ]
    select.set("group", exp.Group(expressions=places) if places else None)


def _tell_flags(statement: exp.Expr) -> None:
    """Any of values that are flags: PostgreSQL knows no greatest of these."""
    flags, others = set(), set()
    for select in statement.find_all(exp.Select):
        for column in select.expressions:
            told = column.find(exp.AggFunc)
            if isinstance(told, exp.LogicalOr | exp.LogicalAnd):
                flags.add(column.alias)
            elif told is not None and not isinstance(told, exp.AnyValue):
                # Whether a value is counted is a flag in one step, and their count in the next.
                others.add(column.alias)
    for value in list(statement.find_all(exp.AnyValue)):
        if value.this.name in flags - others:
            outer = value.parent if isinstance(value.parent, exp.IgnoreNulls) else value
            outer.replace(exp.LogicalOr(this=value.this))


def _tell(statement: exp.Expr) -> None:
    """Each word as PostgreSQL says it, those that stand inside of others first."""
    for node in reversed(list(statement.dfs())):
        rule = RULES.get(type(node))
        told = node if rule is None else rule(node)
        if told is not node:
            node.replace(told)


def _mean(node: exp.Expr) -> exp.Expr:
    """DuckDB gives a double, PostgreSQL a decimal."""
    is_inside = isinstance(node.parent, exp.Filter | exp.Window)
    return node if is_inside else exp.cast(node, "double precision")


def _deviation(node: exp.Expr) -> exp.Expr:
    """Of decimals PostgreSQL would give but a few digits."""
    return exp.StddevSamp(this=exp.cast(node.this, "double precision"))


def _filtered(node: exp.Expr) -> exp.Expr:
    return exp.cast(node, "double precision") if isinstance(node.this, exp.Avg) else node


def _round(node: exp.Expr) -> exp.Expr:
    """PostgreSQL rounds no double to so many decimals."""
    if isinstance(node.this, exp.Cast):
        return node
    exact = exp.cast(exp.cast(node.this, "text"), "decimal")
    return exp.Round(this=exact, decimals=node.args.get("decimals"))


def _cast(node: exp.Expr) -> exp.Expr:
    """A double keeps 15 digits on its way to a decimal there; its text has all of them."""
    kind = node.args["to"]
    if kind.this != exp.DataType.Type.DECIMAL or not _is_double(node.this):
        return node
    return exp.cast(exp.cast(node.this, "text"), kind)


def _is_double(node: exp.Expr) -> bool:
    return node.find(exp.Div, exp.Avg, exp.StddevSamp) is not None


def _try(node: exp.Expr) -> exp.Expr:
    """What is too large is empty; other casts of a question cannot fail."""
    cast: exp.Expr = node.this
    kind = cast.args.get("to") if isinstance(cast, exp.Cast) else None
    if kind is None or kind.this not in (exp.DataType.Type.DECIMAL, exp.DataType.Type.BIGINT):
        return cast
    digits = [int(str(one.this.this)) for one in kind.expressions]
    decimals = digits[1] if digits else 0
    limit = 10 ** (digits[0] - decimals) if digits else LARGEST_WHOLE
    value = exp.cast(cast.this, "decimal")
    size = exp.Abs(this=exp.Round(this=value, decimals=exp.Literal.number(decimals)))
    is_small = exp.LT(this=size, expression=exp.Literal.number(limit))
    return exp.Case(ifs=[exp.If(this=is_small, true=cast.copy())])


def _difference(node: exp.Expr) -> exp.Expr:
    """How many days, or beginnings of months, lie between two days."""
    unit = str(node.args["unit"]).strip("'\"").lower()
    later, earlier = (exp.cast(side, "date") for side in (node.this, node.expression))
    if unit == "day":
        return exp.Paren(this=exp.Sub(this=later, expression=earlier))
    if unit != "month":
        raise NotExpressible(f"PostgreSQL has no word for a difference in {unit}.")
    return exp.cast(exp.Sub(this=_months(later), expression=_months(earlier)), "bigint")


def _months(day: exp.Expr) -> exp.Expr:
    year, month = (
        exp.Extract(this=exp.var(part), expression=day.copy()) for part in ("YEAR", "MONTH")
    )
    twelve = exp.Mul(this=year, expression=exp.Literal.number(12))
    return exp.Paren(this=exp.Add(this=twelve, expression=month))


RULES: dict[type[exp.Expr], Callable[[exp.Expr], exp.Expr]] = {
    exp.Avg: _mean,
    exp.StddevSamp: _deviation,
    exp.Round: _round,
    exp.Filter: _filtered,
    # Of values of which all but one are missing.
    exp.AnyValue: lambda node: exp.Max(this=node.this),
    exp.IgnoreNulls: lambda node: exp.Max(this=node.this.this),
    exp.Cast: _cast,
    exp.Quarter: lambda node: exp.Extract(this=exp.var("QUARTER"), expression=node.this),
    exp.Try: _try,
    exp.DateDiff: _difference,
}
"""What PostgreSQL says otherwise than DuckDB does."""


def _qualify(statement: exp.Expr, tables: set[str], schema: str) -> None:
    """Tables stand in their schema; names have quotes where they need them."""
    for table in statement.find_all(exp.Table):
        if table.name in tables:
            table.set("db", exp.to_identifier(schema, quoted=True))
    for identifier in statement.find_all(exp.Identifier):
        name = identifier.name
        is_bare = is_plain(name) and name.upper() not in RESERVED
        is_bare = is_bare and name.upper() not in Postgres.tokenizer_class.KEYWORDS
        identifier.set("quoted", not is_bare)

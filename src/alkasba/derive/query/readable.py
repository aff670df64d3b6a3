"""SQL laid out for a reader: a step under the other, names in quotes only where they need them."""

import re

from sqlglot import exp, parse_one
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.generators.duckdb import DuckDBGenerator

RESERVED = frozenset(
    """ALL ANALYSE ANALYZE AND ANTI ANY ARRAY AS ASC ASOF ASYMMETRIC AT AUTHORIZATION BETWEEN
    BIGINT BINARY BIT BOOLEAN BOTH BY CASE CAST CHAR CHARACTER CHECK COALESCE COLLATE COLLATION
    COLUMN COLUMNS CONCURRENTLY CONSTRAINT CREATE CROSS DEC DECIMAL DEFAULT DEFERRABLE DESC
    DESCRIBE DISTINCT DO ELSE END EXCEPT EXISTS EXTRACT FALSE FETCH FLOAT FOR FOREIGN FREEZE FROM
    FULL GENERATED GLOB GROUP GROUPING GROUPING_ID HAVING ILIKE IN INITIALLY INNER INOUT INT
    INTEGER INTERSECT INTERVAL INTO IS ISNULL JOIN LAMBDA LATERAL LEADING LEFT LIKE LIMIT MAP
    NATIONAL NATURAL NCHAR NONE NOT NOTNULL NULL NULLIF NUMERIC OFFSET ON ONLY OR ORDER OUT OUTER
    OVERLAPS OVERLAY PIVOT PIVOT_LONGER PIVOT_WIDER PLACING POSITION POSITIONAL PRECISION PRIMARY
    QUALIFY REAL REFERENCES RETURNING RIGHT ROW SELECT SEMI SETOF SHOW SIMILAR SMALLINT SOME
    STRUCT SUBSTRING SUMMARIZE SYMMETRIC TABLE TABLESAMPLE THEN TIME TIMESTAMP TO TRAILING TREAT
    TRIM TRUE TRY_CAST TUPLE UNION UNIQUE UNPACK UNPIVOT USING VALUES VARCHAR VARIADIC VERBOSE
    WHEN WHERE WINDOW WITH XMLATTRIBUTES XMLCONCAT XMLELEMENT XMLEXISTS XMLFOREST XMLNAMESPACES
    XMLPARSE XMLPI XMLROOT XMLSERIALIZE XMLTABLE""".split()
)
"""The words that DuckDB does not take everywhere as a bare name."""


class _Layout(DuckDBGenerator):
    """DuckDB's words, with a filter on the line of what it filters."""

    def filter_sql(self, expression: exp.Filter) -> str:
        condition = self.sql(expression.expression, "this")
        return f"{self.sql(expression, 'this')} FILTER (WHERE {condition})"


def readable(sql: str) -> str:
    """The same statement, laid out."""
    statement = parse_one(sql, dialect="duckdb")
    for identifier in statement.find_all(exp.Identifier):
        if is_plain(identifier.name):
            identifier.set("quoted", False)
    return _Layout(dialect="duckdb", pretty=True, max_text_width=88).generate(statement)


def is_plain(name: str) -> bool:
    """Whether a name reads the same without quotes."""
    word = name.upper()
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", name):
        return False
    return word not in RESERVED and word not in DuckDB.tokenizer_class.KEYWORDS

"""What each dialect is asked about itself, in its own SQL."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Questions:
    """Queries for tables, columns, keys and references.

    `places` gives schema, name, whether it is a view, about how many rows; `columns` schema, name,
    column, type; `keys` schema, name, index, column, the best index of a table first; `references`
    schema, name, constraint, column, and schema, name, column of the other table.
    """

    places: str
    columns: str
    keys: str
    references: str


POSTGRESQL = Questions(
    "SELECT n.nspname, c.relname, c.relkind IN ('v', 'm'), "
    "CASE WHEN c.relkind IN ('r', 'm') THEN greatest(c.reltuples, 0)::bigint ELSE 0 END "
    "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition "
    "AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' "
    # What an extension brings says nothing of the shop.
    "AND NOT EXISTS (SELECT 1 FROM pg_depend AS d "
    "WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') "
    "ORDER BY 1, 2",
    "SELECT n.nspname, c.relname, a.attname, "
    "format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), NULL) "
    "FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid "
    "JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "JOIN pg_type AS t ON t.oid = a.atttypid "
    "WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname !~ '^pg_' ORDER BY a.attnum",
    "SELECT n.nspname, c.relname, i.indexrelid::text, a.attname FROM pg_index AS i "
    "JOIN pg_class AS c ON c.oid = i.indrelid "
    "JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place) "
    "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number "
    "WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL "
    "AND k.place <= i.indnkeyatts AND NOT EXISTS (SELECT 1 FROM pg_attribute AS b "
    "WHERE b.attrelid = c.oid AND b.attnum = ANY (i.indkey::int2[]) AND NOT b.attnotnull) "
    "ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid, k.place",
    "SELECT n.nspname, c.relname, r.oid::text, a.attname, m.nspname, d.relname, b.attname "
    "FROM pg_constraint AS r JOIN pg_class AS c ON c.oid = r.conrelid "
    "JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "JOIN pg_class AS d ON d.oid = r.confrelid "
    "JOIN pg_namespace AS m ON m.oid = d.relnamespace "
    "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (r.conkey) "
    "JOIN pg_attribute AS b ON b.attrelid = d.oid AND b.attnum = ANY (r.confkey) "
    "WHERE r.contype = 'f' AND r.convalidated ORDER BY r.oid",
)
MYSQL = Questions(
    "SELECT table_schema, table_name, table_type = 'VIEW', coalesce(table_rows, 0) "
    "FROM information_schema.tables WHERE table_schema = DATABASE() "
    "AND table_type IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') ORDER BY 1, 2",
    "SELECT table_schema, table_name, column_name, column_type "
    "FROM information_schema.columns WHERE table_schema = DATABASE() "
    "ORDER BY ordinal_position",
    "SELECT s.table_schema, s.table_name, s.index_name, s.column_name "
    "FROM information_schema.statistics AS s WHERE s.table_schema = DATABASE() "
    "AND s.non_unique = 0 AND NOT EXISTS (SELECT 1 FROM information_schema.statistics AS o "
    "WHERE o.table_schema = s.table_schema AND o.table_name = s.table_name "
    "AND o.index_name = s.index_name "
    "AND (o.sub_part IS NOT NULL OR o.nullable = 'YES' OR o.column_name IS NULL)) "
    "ORDER BY s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index",
    "SELECT table_schema, table_name, constraint_name, column_name, "
    "referenced_table_schema, referenced_table_name, referenced_column_name "
    "FROM information_schema.key_column_usage WHERE table_schema = DATABASE() "
    "AND referenced_table_name IS NOT NULL ORDER BY constraint_name",
)
SQLSERVER = Questions(
    "SELECT TABLE_SCHEMA, TABLE_NAME, CASE TABLE_TYPE WHEN 'VIEW' THEN 1 ELSE 0 END, 0 "
    "FROM INFORMATION_SCHEMA.TABLES ORDER BY 1, 2",
    "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE "
    "FROM INFORMATION_SCHEMA.COLUMNS ORDER BY ORDINAL_POSITION",
    "SELECT k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME "
    "FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE AS k "
    "JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS AS t "
    "ON t.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA "
    "AND t.CONSTRAINT_NAME = k.CONSTRAINT_NAME "
    "WHERE t.CONSTRAINT_TYPE = 'PRIMARY KEY' ORDER BY k.ORDINAL_POSITION",
    "SELECT k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, "
    "o.TABLE_SCHEMA, o.TABLE_NAME, o.COLUMN_NAME "
    "FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS AS r "
    "JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE AS k "
    "ON k.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA "
    "AND k.CONSTRAINT_NAME = r.CONSTRAINT_NAME "
    "JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE AS o "
    "ON o.CONSTRAINT_SCHEMA = r.UNIQUE_CONSTRAINT_SCHEMA "
    "AND o.CONSTRAINT_NAME = r.UNIQUE_CONSTRAINT_NAME",
)
QUESTIONS = {"postgresql": POSTGRESQL, "mysql": MYSQL, "mssql": SQLSERVER}

"""Records of a month of orders: its lines, lines sent twice, and what comes a month late."""

from alkasba.example.engine import Engine

ORDER_ROOM = 64
"""Places in the file that each order has for its lines and their copies."""

BEFORE_ALL = 1_000_000_000


def begin_records(engine: Engine) -> None:
    """Nothing is late yet."""
    engine.run("DROP TABLE IF EXISTS late")


def write_records(engine: Engine, *, is_last_month: bool) -> None:
    """Make the table `record` of a month, and the table `late` of what follows a month later."""
    has_late = engine.numbers("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'late'")
    late = "UNION ALL SELECT * FROM late" if has_late[0][0] else ""
    near = ("copy:near", "copy:later" if is_last_month else "copy:near")
    engine.run(f"""
        CREATE OR REPLACE TABLE record AS
        WITH known AS (
            SELECT line.*, kind FROM line LEFT JOIN fault
                ON fault.number = line.number AND (line.line = 1 OR starts_with(kind, 'resent'))
        ), winner AS (
            SELECT * REPLACE (
                CASE WHEN kind = 'resent:quantity' THEN 1 ELSE changed_days END AS changed_days,
                CASE WHEN kind = 'resent:quantity' THEN 540 + draw(h, 41) % 400
                    ELSE changed_minute END AS changed_minute),
                number * {ORDER_ROOM} + line * 4 AS seq, 'line' AS role,
                hash(xor(h, line::UBIGINT)) AS lh
            FROM known
        ), outdated AS (
            SELECT * REPLACE (
                CASE WHEN kind = 'resent:quantity' THEN quantity + 1 ELSE quantity END AS quantity,
                'paid' AS status, 0 AS changed_days, minute AS changed_minute,
                CASE WHEN draw(h, 42) % 2 = 0 THEN seq - 1
                    ELSE seq + {ORDER_ROOM} // 2 END AS seq,
                'by key' AS role)
            FROM winner WHERE starts_with(kind, 'resent')
        ), copied AS (
            SELECT * REPLACE (seq + 1 AS seq, 'exact' AS role) FROM winner WHERE kind IN {near}
        )
        SELECT * FROM winner UNION ALL SELECT * FROM outdated UNION ALL SELECT * FROM copied
        {late}""")
    _carry_over(engine, is_last_month=is_last_month)


def _carry_over(engine: Engine, *, is_last_month: bool) -> None:
    """Copies that stand at the top of the next month's file of the same shop system."""
    engine.run(f"""
        CREATE OR REPLACE TABLE late AS
        SELECT * REPLACE (seq - {BEFORE_ALL} AS seq, 'exact' AS role) FROM record
        WHERE kind = 'copy:later' AND role = 'line' AND NOT {is_last_month}""")

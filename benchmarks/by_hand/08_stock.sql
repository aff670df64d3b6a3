-- Counts of the shelves; a count that comes again further down in the file replaces the first.
CREATE TEMP TABLE stock_told AS
WITH written AS (
    SELECT *, row_number() OVER () AS place
    FROM read_csv(
        ['data/stock/*.csv', 'data/stock/*.csv.gz'],
        auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        filename = 'file', store_rejects = true, columns = {
            'counted_on': 'VARCHAR', 'product': 'VARCHAR', 'on_hand': 'VARCHAR',
            'unit_cost': 'VARCHAR'})
),

typed AS (
    SELECT
        try_cast(filled(w.counted_on) AS DATE) AS counted_on,
        upper(filled(w.product)) AS product,
        regexp_extract(w.file, '([A-Z]{3})-\d{4}-\d{2}', 1) AS warehouse,
        try_cast(filled(w.on_hand) AS BIGINT) AS on_hand,
        try_cast(filled(w.unit_cost) AS DECIMAL(18, 4)) AS unit_cost,
        w.file,
        w.place,
        w AS told
    FROM written AS w
)

SELECT
    * EXCLUDE (told),
    CASE
        WHEN filled(told.counted_on) IS NULL THEN 'required:counted_on'
        WHEN counted_on IS NULL THEN 'type:counted_on'
        WHEN counted_on NOT BETWEEN DATE '2015-01-01' AND DATE '2026-12-31'
            THEN 'range:counted_on'
        WHEN product IS NULL THEN 'required:product'
        WHEN filled(told.on_hand) IS NULL THEN 'required:on_hand'
        WHEN on_hand IS NULL THEN 'type:on_hand'
        WHEN on_hand < 0 THEN 'range:on_hand'
        WHEN filled(told.unit_cost) IS NULL THEN 'required:unit_cost'
        WHEN unit_cost IS NULL THEN 'type:unit_cost'
        WHEN unit_cost < 0 THEN 'range:unit_cost'
        WHEN unit_cost <> unit_cost::DECIMAL(18, 2) THEN 'decimals:unit_cost'
    END AS rule,
    CASE WHEN rule IS NOT NULL THEN to_json(told)::VARCHAR END AS row
FROM typed;

INSERT INTO reject
SELECT 'stock', file, NULL, rule, row FROM stock_told WHERE rule IS NOT NULL;

CREATE TEMP TABLE stock_ranked AS
SELECT
    * EXCLUDE (rule, row),
    row_number() OVER (PARTITION BY counted_on, product, warehouse ORDER BY place DESC) AS last
FROM stock_told
WHERE rule IS NULL;

CREATE TABLE duplicate_stock AS
SELECT * EXCLUDE (place, last) FROM stock_ranked WHERE last > 1;

CREATE TABLE stock AS
SELECT
    s.counted_on,
    s.product,
    coalesce(p.product_key, 0) AS product_key,
    s.warehouse,
    coalesce(w.warehouse_key, 0) AS warehouse_key,
    s.on_hand,
    s.unit_cost::DECIMAL(18, 2) AS unit_cost,
    s.file
FROM stock_ranked AS s
LEFT JOIN product AS p ON p.code = s.product
LEFT JOIN warehouse AS w ON w.code = s.warehouse
WHERE s.last = 1;

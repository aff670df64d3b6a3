-- Orders to suppliers; build.py has unpacked the archive of 2025.
CREATE TEMP TABLE purchase_told AS
WITH written AS (
    SELECT * FROM read_csv(
        ['data/purchases/*.csv', 'unpacked/purchases/*.csv'],
        auto_detect = false, header = true, delim = ';', quote = '"', escape = '"',
        filename = 'file', store_rejects = true, columns = {
            'purchase_order': 'VARCHAR', 'line': 'VARCHAR', 'ordered_on': 'VARCHAR',
            'promised_on': 'VARCHAR', 'supplier': 'VARCHAR', 'product': 'VARCHAR',
            'warehouse': 'VARCHAR', 'quantity': 'VARCHAR', 'unit_cost': 'VARCHAR'})
),

typed AS (
    SELECT
        upper(filled(w.purchase_order)) AS purchase_order,
        try_cast(filled(w.line) AS BIGINT) AS line,
        try_strptime(filled(w.ordered_on), '%d/%m/%Y')::DATE AS ordered_on,
        try_strptime(filled(w.promised_on), '%d/%m/%Y')::DATE AS promised_on,
        upper(filled(w.supplier)) AS supplier,
        upper(filled(w.product)) AS product,
        upper(filled(w.warehouse)) AS warehouse,
        try_cast(filled(w.quantity) AS BIGINT) AS quantity,
        try_cast(replace(filled(w.unit_cost), ',', '.') AS DECIMAL(18, 4)) AS unit_cost,
        w.file,
        w AS told
    FROM written AS w
)

SELECT
    * EXCLUDE (told),
    CASE
        WHEN purchase_order IS NULL THEN 'required:purchase_order'
        WHEN NOT regexp_full_match(purchase_order, 'PO-\d{6}') THEN 'pattern:purchase_order'
        WHEN line IS NULL THEN 'type:line'
        WHEN filled(told.ordered_on) IS NULL THEN 'required:ordered_on'
        WHEN ordered_on IS NULL THEN 'type:ordered_on'
        WHEN ordered_on NOT BETWEEN DATE '2015-01-01' AND DATE '2026-12-31'
            THEN 'range:ordered_on'
        WHEN promised_on IS NULL AND filled(told.promised_on) IS NOT NULL
            THEN 'type:promised_on'
        WHEN supplier IS NULL THEN 'required:supplier'
        WHEN product IS NULL THEN 'required:product'
        WHEN warehouse IS NULL THEN 'required:warehouse'
        WHEN filled(told.quantity) IS NULL THEN 'required:quantity'
        WHEN quantity IS NULL THEN 'type:quantity'
        WHEN quantity < 1 THEN 'range:quantity'
        WHEN filled(told.unit_cost) IS NULL THEN 'required:unit_cost'
        WHEN unit_cost IS NULL THEN 'type:unit_cost'
        WHEN unit_cost < 0 THEN 'range:unit_cost'
        WHEN unit_cost <> unit_cost::DECIMAL(18, 2) THEN 'decimals:unit_cost'
    END AS rule,
    CASE WHEN rule IS NOT NULL THEN to_json(told)::VARCHAR END AS row
FROM typed;

INSERT INTO reject
SELECT 'purchase', file, NULL, rule, row FROM purchase_told WHERE rule IS NOT NULL;

CREATE TEMP TABLE purchase_ranked AS
SELECT
    * EXCLUDE (rule, row),
    row_number() OVER (
        PARTITION BY purchase_order, line ORDER BY parse_filename(file) DESC
    ) AS place
FROM purchase_told
WHERE rule IS NULL;

CREATE TABLE duplicate_purchase AS
SELECT * EXCLUDE (place) FROM purchase_ranked WHERE place > 1;

CREATE TABLE purchase AS
SELECT
    o.* EXCLUDE (unit_cost, file, place),
    coalesce(s.supplier_key, 0) AS supplier_key,
    coalesce(p.product_key, 0) AS product_key,
    coalesce(w.warehouse_key, 0) AS warehouse_key,
    o.unit_cost::DECIMAL(18, 2) AS unit_cost,
    (o.quantity * o.unit_cost)::DECIMAL(18, 4) AS amount,
    o.file
FROM purchase_ranked AS o
LEFT JOIN supplier AS s ON s.code = o.supplier
LEFT JOIN product AS p ON p.code = o.product
LEFT JOIN warehouse AS w ON w.code = o.warehouse
WHERE o.place = 1;

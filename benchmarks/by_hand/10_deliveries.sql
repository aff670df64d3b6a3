-- Delivery notes; rows that are equal in every column are duplicates.
CREATE TEMP TABLE delivery_told AS
WITH written AS (
    SELECT * FROM read_csv(
        'data/deliveries/*.csv',
        auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        filename = 'file', store_rejects = true, columns = {
            'delivery_note': 'VARCHAR', 'line': 'VARCHAR', 'purchase_order': 'VARCHAR',
            'ordered_on': 'VARCHAR', 'promised_on': 'VARCHAR', 'received_on': 'VARCHAR',
            'supplier': 'VARCHAR', 'product': 'VARCHAR', 'warehouse': 'VARCHAR',
            'quantity': 'VARCHAR', 'lead_days': 'VARCHAR', 'late_days': 'VARCHAR'})
),

typed AS (
    SELECT
        upper(filled(w.delivery_note)) AS delivery_note,
        try_cast(filled(w.line) AS BIGINT) AS line,
        upper(filled(w.purchase_order)) AS purchase_order,
        try_cast(filled(w.ordered_on) AS DATE) AS ordered_on,
        try_cast(filled(w.promised_on) AS DATE) AS promised_on,
        try_cast(filled(w.received_on) AS DATE) AS received_on,
        upper(filled(w.supplier)) AS supplier,
        upper(filled(w.product)) AS product,
        upper(filled(w.warehouse)) AS warehouse,
        try_cast(filled(w.quantity) AS BIGINT) AS quantity,
        try_cast(filled(w.lead_days) AS BIGINT) AS lead_days,
        try_cast(coalesce(filled(w.late_days), '0') AS BIGINT) AS late_days,
        w.file,
        w AS told
    FROM written AS w
)

SELECT
    * EXCLUDE (told),
    CASE
        WHEN delivery_note IS NULL THEN 'required:delivery_note'
        WHEN NOT regexp_full_match(delivery_note, 'DN-\d{6}') THEN 'pattern:delivery_note'
        WHEN line IS NULL THEN 'type:line'
        WHEN purchase_order IS NULL THEN 'required:purchase_order'
        WHEN filled(told.ordered_on) IS NULL THEN 'required:ordered_on'
        WHEN ordered_on IS NULL THEN 'type:ordered_on'
        WHEN promised_on IS NULL AND filled(told.promised_on) IS NOT NULL
            THEN 'type:promised_on'
        WHEN filled(told.received_on) IS NULL THEN 'required:received_on'
        WHEN received_on IS NULL THEN 'type:received_on'
        WHEN received_on NOT BETWEEN DATE '2015-01-01' AND DATE '2026-12-31'
            THEN 'range:received_on'
        WHEN supplier IS NULL THEN 'required:supplier'
        WHEN product IS NULL THEN 'required:product'
        WHEN warehouse IS NULL THEN 'required:warehouse'
        WHEN filled(told.quantity) IS NULL THEN 'required:quantity'
        WHEN quantity IS NULL THEN 'type:quantity'
        WHEN quantity < 1 THEN 'range:quantity'
        WHEN filled(told.lead_days) IS NULL THEN 'required:lead_days'
        WHEN lead_days IS NULL THEN 'type:lead_days'
        WHEN lead_days NOT BETWEEN 0 AND 365 THEN 'range:lead_days'
        WHEN late_days IS NULL THEN 'type:late_days'
        WHEN late_days < 0 THEN 'range:late_days'
    END AS rule,
    CASE WHEN rule IS NOT NULL THEN to_json(told)::VARCHAR END AS row
FROM typed;

INSERT INTO reject
SELECT 'delivery', file, NULL, rule, row FROM delivery_told WHERE rule IS NOT NULL;

CREATE TEMP TABLE delivery_ranked AS
SELECT
    * EXCLUDE (rule, row),
    row_number() OVER (
        PARTITION BY delivery_note, line, purchase_order, ordered_on, promised_on, received_on,
            supplier, product, warehouse, quantity, lead_days, late_days
        ORDER BY file DESC
    ) AS place
FROM delivery_told
WHERE rule IS NULL;

CREATE TABLE duplicate_delivery AS
SELECT * EXCLUDE (place) FROM delivery_ranked WHERE place > 1;

CREATE TABLE delivery AS
SELECT
    d.* EXCLUDE (place),
    coalesce(s.supplier_key, 0) AS supplier_key,
    coalesce(p.product_key, 0) AS product_key,
    coalesce(w.warehouse_key, 0) AS warehouse_key
FROM delivery_ranked AS d
LEFT JOIN supplier AS s ON s.code = d.supplier
LEFT JOIN product AS p ON p.code = d.product
LEFT JOIN warehouse AS w ON w.code = d.warehouse
WHERE d.place = 1;

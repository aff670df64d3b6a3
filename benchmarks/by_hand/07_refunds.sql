-- Refunds: the last line of each key, the others are kept as duplicates.
CREATE TEMP TABLE refund_ranked AS
SELECT
    *,
    row_number() OVER (PARTITION BY refund_id, line ORDER BY file DESC) AS place
FROM refund_line
WHERE rule IS NULL;

CREATE TABLE duplicate_refund AS
SELECT r.* EXCLUDE (rule, row, customer, place), k.pseudonym AS customer
FROM refund_ranked AS r
LEFT JOIN known AS k ON k.customer_id = r.customer
WHERE r.place > 1;

CREATE TABLE refund AS
SELECT
    r.refund_id,
    r.line,
    r.order_id,
    r.refunded_on,
    r.product,
    coalesce(p.product_key, 0) AS product_key,
    k.pseudonym AS customer,
    coalesce(v.customer_key, 0) AS customer_key,
    r.warehouse,
    coalesce(w.warehouse_key, 0) AS warehouse_key,
    r.reason,
    r.quantity,
    r.amount::DECIMAL(18, 2) AS amount,
    r.file
FROM refund_ranked AS r
LEFT JOIN product AS p ON p.code = r.product
LEFT JOIN warehouse AS w ON w.code = r.warehouse
LEFT JOIN known AS k ON k.customer_id = r.customer
LEFT JOIN version AS v
    ON v.customer_id = r.customer AND r.refunded_on >= v.valid_from AND r.refunded_on < v.valid_to
WHERE r.place = 1;

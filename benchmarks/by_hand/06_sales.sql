-- The last line of each key becomes a sale, the others are kept as duplicates.
CREATE TEMP TABLE loser AS
WITH repeated AS (
    SELECT order_id, line FROM order_line
    WHERE rule IS NULL
    GROUP BY ALL
    HAVING count(*) > 1
)

SELECT o.rowid AS place
FROM order_line AS o
INNER JOIN repeated AS r ON r.order_id = o.order_id AND r.line = o.line
WHERE o.rule IS NULL
QUALIFY row_number() OVER (
    PARTITION BY o.order_id, o.line ORDER BY o.updated_at DESC, o.file DESC, o.rowid DESC
) > 1;

CREATE TABLE duplicate_sale AS
SELECT o.* EXCLUDE (rule, row, customer), k.pseudonym AS customer
FROM order_line AS o
LEFT JOIN known AS k ON k.customer_id = o.customer
WHERE o.rowid IN (SELECT place FROM loser);

CREATE TABLE sale AS
SELECT
    o.order_id,
    o.line,
    o.sold_on,
    o.product,
    coalesce(p.product_key, 0) AS product_key,
    k.pseudonym AS customer,
    coalesce(v.customer_key, 0) AS customer_key,
    o.warehouse,
    coalesce(w.warehouse_key, 0) AS warehouse_key,
    o.channel,
    o.status,
    o.promotion,
    o.quantity,
    o.unit_price,
    o.discount,
    o.updated_at,
    (o.quantity * o.unit_price - o.discount)::DECIMAL(18, 4) AS net,
    o.file
FROM order_line AS o
LEFT JOIN product AS p ON p.code = o.product
LEFT JOIN warehouse AS w ON w.code = o.warehouse
LEFT JOIN known AS k ON k.customer_id = o.customer
LEFT JOIN version AS v
    ON v.customer_id = o.customer AND o.sold_on >= v.valid_from AND o.sold_on < v.valid_to
WHERE o.rule IS NULL AND o.rowid NOT IN (SELECT place FROM loser);

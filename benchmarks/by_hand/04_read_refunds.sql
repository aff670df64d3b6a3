-- Refunds: one JSON document a line, read as lines so that a broken document is a reject.
CREATE TEMP TABLE refund_line AS
WITH document AS (
    SELECT
        file,
        text,
        json_transform(CASE WHEN json_valid(text) THEN text END, '{
            "refund": "VARCHAR", "order": {
                "id": "VARCHAR", "customer": "VARCHAR", "warehouse": "VARCHAR"},
            "refunded_on": "VARCHAR", "reason": "VARCHAR", "lines": [{
                "position": "VARCHAR", "product": "VARCHAR", "quantity": "VARCHAR",
                "amount": "VARCHAR"}]}') AS d
    FROM read_csv(
        'data/refunds/*.jsonl', auto_detect = false, header = false, delim = '\t', quote = '',
        escape = '', filename = 'file', columns = {'text': 'VARCHAR'})
),

item AS (
    SELECT file, text, d, unnest(coalesce(d.lines, [NULL])) AS i FROM document
),

typed AS (
    SELECT
        file,
        upper(filled(d.refund)) AS refund_id,
        try_cast(i.position AS BIGINT) AS line,
        upper(filled(d.order.id)) AS order_id,
        try_cast(filled(d.refunded_on) AS DATE) AS refunded_on,
        upper(filled(i.product)) AS product,
        upper(filled(d.order.customer)) AS customer,
        upper(filled(d.order.warehouse)) AS warehouse,
        s.meaning AS reason,
        try_cast(i.quantity AS BIGINT) AS quantity,
        try_cast(i.amount AS DECIMAL(18, 4)) AS amount,
        text,
        d
    FROM item
    LEFT JOIN spelling AS s ON s.kind = 'reason' AND s.written = simple(d.reason)
)

SELECT
    * EXCLUDE (text, d),
    CASE
        WHEN d IS NULL THEN 'json'
        WHEN refund_id IS NULL THEN 'required:refund_id'
        WHEN NOT regexp_full_match(refund_id, 'R[KBW]\d{4}-\d{6}') THEN 'pattern:refund_id'
        WHEN line IS NULL THEN 'type:line'
        WHEN order_id IS NULL THEN 'required:order_id'
        WHEN filled(d.refunded_on) IS NULL THEN 'required:refunded_on'
        WHEN refunded_on IS NULL THEN 'type:refunded_on'
        WHEN refunded_on NOT BETWEEN DATE '2015-01-01' AND DATE '2026-12-31'
            THEN 'range:refunded_on'
        WHEN product IS NULL THEN 'required:product'
        WHEN warehouse IS NULL THEN 'required:warehouse'
        WHEN reason IS NULL THEN 'choice:reason'
        WHEN quantity IS NULL THEN 'type:quantity'
        WHEN quantity < 1 THEN 'range:quantity'
        WHEN amount IS NULL THEN 'type:amount'
        WHEN amount < 0 THEN 'range:amount'
        WHEN amount <> amount::DECIMAL(18, 2) THEN 'decimals:amount'
    END AS rule,
    CASE WHEN rule IS NOT NULL THEN text END AS row
FROM typed;

INSERT INTO reject
SELECT 'refund', file, NULL, rule, row FROM refund_line WHERE rule IS NOT NULL;

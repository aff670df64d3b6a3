-- The files of the three shop systems -> `order_line`, one table of typed rows, each with the rule
-- that it broke. DuckDB gives no line numbers, so a reject tells its file and what it said.
CREATE TEMP TABLE order_line AS
WITH kiosk_first AS (
    SELECT * FROM read_csv(
        ['data/orders/kiosk/2024-11.csv', 'data/orders/kiosk/2025-01.csv'],
        auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        filename = 'file', store_rejects = true, columns = {
            'order_id': 'VARCHAR', 'line': 'VARCHAR', 'sold_on': 'VARCHAR',
            'updated_at': 'VARCHAR', 'product': 'VARCHAR', 'customer': 'VARCHAR',
            'warehouse': 'VARCHAR', 'channel': 'VARCHAR', 'status': 'VARCHAR',
            'quantity': 'VARCHAR', 'unit_price': 'VARCHAR', 'discount': 'VARCHAR',
            'comment': 'VARCHAR'})
    UNION ALL
    SELECT * FROM read_csv(
        'data/orders/kiosk/2024-12.csv', encoding = 'utf-16',
        auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        filename = 'file', store_rejects = true, columns = {
            'order_id': 'VARCHAR', 'line': 'VARCHAR', 'sold_on': 'VARCHAR',
            'updated_at': 'VARCHAR', 'product': 'VARCHAR', 'customer': 'VARCHAR',
            'warehouse': 'VARCHAR', 'channel': 'VARCHAR', 'status': 'VARCHAR',
            'quantity': 'VARCHAR', 'unit_price': 'VARCHAR', 'discount': 'VARCHAR',
            'comment': 'VARCHAR'})
),

-- The kiosk's columns were put in another order in February 2025.
kiosk_changed AS (
    SELECT * FROM read_csv(
        ['data/orders/kiosk/2025-02.csv', 'transcoded/orders/kiosk/2025-03.csv',
            'data/orders/kiosk/2025-04.csv'],
        auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        filename = 'file', store_rejects = true, columns = {
            'sold_on': 'VARCHAR', 'order_id': 'VARCHAR', 'line': 'VARCHAR',
            'updated_at': 'VARCHAR', 'customer': 'VARCHAR', 'product': 'VARCHAR',
            'quantity': 'VARCHAR', 'unit_price': 'VARCHAR', 'discount': 'VARCHAR',
            'channel': 'VARCHAR', 'status': 'VARCHAR', 'warehouse': 'VARCHAR',
            'comment': 'VARCHAR'})
),

kiosk AS (
    SELECT
        * EXCLUDE (comment),
        NULL::VARCHAR AS promotion,
        try_cast(filled(sold_on) AS DATE) AS sold_on_typed,
        timezone('Europe/Paris', try_strptime(filled(updated_at), '%Y-%m-%d %H:%M'))
            AS updated_at_typed,
        try_cast(replace(trim(filled(unit_price), '€ '), ',', '') AS DECIMAL(18, 4)) AS price,
        try_cast(filled(discount) AS DECIMAL(18, 4)) AS discount_typed
    FROM (SELECT * FROM kiosk_first UNION ALL BY NAME SELECT * FROM kiosk_changed)
),

boutique AS (
    SELECT
        *,
        NULL::VARCHAR AS promotion,
        try_strptime(filled(sold_on), '%d/%m/%Y')::DATE AS sold_on_typed,
        timezone('Europe/Paris', try_strptime(filled(updated_at), '%d/%m/%Y %H:%M'))
            AS updated_at_typed,
        try_cast(
            replace(replace(trim(filled(unit_price), '€ '), '.', ''), ',', '.') AS DECIMAL(18, 4)
        ) AS price,
        try_cast(replace(filled(discount), ',', '.') AS DECIMAL(18, 4)) AS discount_typed
    FROM read_csv(
        'transcoded/orders/boutique/*.csv',
        auto_detect = false, header = true, delim = ';', quote = '"', escape = '"',
        filename = 'file', store_rejects = true, columns = {
            'order_id': 'VARCHAR', 'line': 'VARCHAR', 'sold_on': 'VARCHAR',
            'updated_at': 'VARCHAR', 'product': 'VARCHAR', 'customer': 'VARCHAR',
            'warehouse': 'VARCHAR', 'channel': 'VARCHAR', 'status': 'VARCHAR',
            'quantity': 'VARCHAR', 'unit_price': 'VARCHAR', 'discount': 'VARCHAR'})
),

-- Promotions are known from 2026 on.
webshop AS (
    SELECT
        *,
        timezone('Europe/Paris', try_cast(filled(sold_on) AS TIMESTAMPTZ))::DATE AS sold_on_typed,
        try_cast(filled(updated_at) AS TIMESTAMPTZ) AS updated_at_typed,
        try_cast(filled(unit_price) AS DECIMAL(18, 4)) AS price,
        try_cast(filled(discount) AS DECIMAL(18, 4)) AS discount_typed
    FROM (
        SELECT *, NULL::VARCHAR AS promotion FROM read_csv(
            'data/orders/webshop/2025-*.csv',
            auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
            filename = 'file', store_rejects = true, columns = {
                'order_id': 'VARCHAR', 'line': 'VARCHAR', 'sold_on': 'VARCHAR',
                'updated_at': 'VARCHAR', 'product': 'VARCHAR', 'customer': 'VARCHAR',
                'warehouse': 'VARCHAR', 'channel': 'VARCHAR', 'status': 'VARCHAR',
                'quantity': 'VARCHAR', 'unit_price': 'VARCHAR', 'discount': 'VARCHAR'})
        UNION ALL BY NAME
        SELECT * FROM read_csv(
            'data/orders/webshop/2026-*.csv',
            auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
            filename = 'file', store_rejects = true, columns = {
                'order_id': 'VARCHAR', 'line': 'VARCHAR', 'sold_on': 'VARCHAR',
                'updated_at': 'VARCHAR', 'product': 'VARCHAR', 'customer': 'VARCHAR',
                'warehouse': 'VARCHAR', 'channel': 'VARCHAR', 'status': 'VARCHAR',
                'quantity': 'VARCHAR', 'unit_price': 'VARCHAR', 'discount': 'VARCHAR',
                'promotion': 'VARCHAR'})
    )
),

written AS (
    SELECT * FROM kiosk UNION ALL BY NAME SELECT * FROM boutique
    UNION ALL BY NAME SELECT * FROM webshop
),

typed AS (
    SELECT
        w.file,
        upper(filled(w.order_id)) AS order_id,
        try_cast(filled(w.line) AS BIGINT) AS line,
        w.sold_on_typed AS sold_on,
        w.updated_at_typed AS updated_at,
        upper(filled(w.product)) AS product,
        upper(filled(w.customer)) AS customer,
        upper(filled(w.warehouse)) AS warehouse,
        c.meaning AS channel,
        s.meaning AS status,
        upper(filled(w.promotion)) AS promotion,
        try_cast(filled(w.quantity) AS BIGINT) AS quantity,
        w.price,
        coalesce(w.discount_typed, 0) AS discount,
        w.discount_typed IS NULL AND filled(w.discount) IS NOT NULL AS discount_is_wrong,
        w AS told
    FROM written AS w
    LEFT JOIN spelling AS c ON c.kind = 'channel' AND c.written = simple(w.channel)
    LEFT JOIN spelling AS s ON s.kind = 'status' AND s.written = simple(w.status)
),

judged AS (
    SELECT
        *,
        CASE
            WHEN order_id IS NULL THEN 'required:order_id'
            WHEN NOT regexp_full_match(order_id, '[KBW]\d{4}-\d{6}') THEN 'pattern:order_id'
            WHEN filled(told.line) IS NULL THEN 'required:line'
            WHEN line IS NULL THEN 'type:line'
            WHEN line < 1 THEN 'range:line'
            WHEN filled(told.sold_on) IS NULL THEN 'required:sold_on'
            WHEN sold_on IS NULL THEN 'type:sold_on'
            WHEN sold_on NOT BETWEEN DATE '2015-01-01' AND DATE '2026-12-31' THEN 'range:sold_on'
            WHEN product IS NULL THEN 'required:product'
            WHEN warehouse IS NULL THEN 'required:warehouse'
            WHEN filled(told.channel) IS NULL THEN 'required:channel'
            WHEN channel IS NULL THEN 'choice:channel'
            WHEN filled(told.status) IS NULL THEN 'required:status'
            WHEN status IS NULL THEN 'choice:status'
            WHEN filled(told.quantity) IS NULL THEN 'required:quantity'
            WHEN quantity IS NULL THEN 'type:quantity'
            WHEN quantity NOT BETWEEN 1 AND 10000 THEN 'range:quantity'
            WHEN filled(told.unit_price) IS NULL THEN 'required:unit_price'
            WHEN price IS NULL THEN 'type:unit_price'
            WHEN price < 0 THEN 'range:unit_price'
            WHEN price <> price::DECIMAL(18, 2) THEN 'decimals:unit_price'
            WHEN discount_is_wrong THEN 'type:discount'
            WHEN discount < 0 THEN 'range:discount'
            WHEN discount <> discount::DECIMAL(18, 2) THEN 'decimals:discount'
            WHEN filled(told.updated_at) IS NULL THEN 'required:updated_at'
            WHEN updated_at IS NULL THEN 'type:updated_at'
        END AS rule
    FROM typed
)

SELECT
    order_id, line, sold_on, product, customer, warehouse, channel, status, promotion, quantity,
    price::DECIMAL(18, 2) AS unit_price, discount::DECIMAL(18, 2) AS discount, updated_at, file,
    rule, CASE WHEN rule IS NOT NULL THEN to_json(told)::VARCHAR END AS row
FROM judged;

INSERT INTO reject
SELECT 'sale', file, NULL, rule, row FROM order_line WHERE rule IS NOT NULL;

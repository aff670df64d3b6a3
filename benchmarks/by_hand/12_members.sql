-- What sales and counts say of customers and products.
CREATE TEMP TABLE span AS
SELECT
    max(sold_on) AS last,
    max(sold_on) - INTERVAL 12 MONTH AS year_before,
    date_trunc('month', max(sold_on) + INTERVAL 1 DAY)::DATE AS months_end
FROM sale;

CREATE TEMP TABLE buyer AS
WITH asked AS (
    SELECT
        customer AS customer_id,
        min(sold_on) AS first_order_on,
        max(sold_on) AS last_order_on,
        count(DISTINCT order_id) FILTER (WHERE sold_on > year_before) AS orders_lately,
        coalesce(sum(net) FILTER (WHERE sold_on > year_before), 0)::DECIMAL(18, 2) AS spent_lately
    FROM sale
    CROSS JOIN span
    WHERE status <> 'cancelled'
    GROUP BY customer
),

member AS (
    SELECT
        customer_id,
        first_order_on,
        last_order_on,
        last - last_order_on AS days_idle,
        strftime(first_order_on, '%Y-%m') AS cohort,
        coalesce(orders_lately, 0) AS orders_lately,
        coalesce(spent_lately, 0) AS spent_lately,
        coalesce(orders_lately, 0) > 0 AS is_buyer
    FROM customer
    LEFT JOIN asked USING (customer_id)
    CROSS JOIN span
    WHERE is_current AND customer_key <> 0
),

ranked AS (
    SELECT
        *,
        1 + 5 * (rank() OVER last_day - 1) // count(last_order_on) OVER () AS recency_of_all,
        1 + 5 * (rank() OVER orders - 1) // count(*) OVER (PARTITION BY is_buyer) AS frequency_of_all,
        1 + 5 * (rank() OVER spent - 1) // count(*) OVER (PARTITION BY is_buyer) AS spending_of_all
    FROM member
    WINDOW
        last_day AS (ORDER BY last_order_on NULLS LAST),
        orders AS (PARTITION BY is_buyer ORDER BY orders_lately),
        spent AS (PARTITION BY is_buyer ORDER BY spent_lately)
)

SELECT
    * EXCLUDE (is_buyer, recency_of_all, frequency_of_all, spending_of_all),
    CASE WHEN last_order_on IS NOT NULL THEN recency_of_all END AS recency,
    CASE WHEN is_buyer THEN frequency_of_all END AS frequency,
    CASE WHEN is_buyer THEN spending_of_all END AS spending,
    CASE
        WHEN last_order_on IS NULL THEN 'never bought'
        WHEN recency >= 4 AND frequency >= 4 AND spending >= 4 THEN 'champion'
        WHEN recency >= 3 AND frequency >= 3 THEN 'loyal'
        WHEN recency >= 4 THEN 'recent'
        WHEN orders_lately > 0 THEN 'at risk'
        ELSE 'lost'
    END AS value_class
FROM ranked;

CREATE OR REPLACE TABLE customer AS
SELECT * FROM customer
LEFT JOIN buyer USING (customer_id);

CREATE TEMP TABLE article AS
WITH asked AS (
    SELECT
        product AS code,
        max(sold_on) AS last_sold_on,
        sum(net) FILTER (WHERE sold_on > year_before) AS sold_lately
    FROM sale
    CROSS JOIN span
    WHERE status <> 'cancelled'
    GROUP BY product
),

by_month AS (
    SELECT product AS code, date_trunc('month', sold_on) AS month, sum(quantity) AS units
    FROM sale
    CROSS JOIN span
    WHERE status <> 'cancelled'
        AND sold_on >= months_end - INTERVAL 12 MONTH AND sold_on < months_end
    GROUP BY ALL
),

months AS (
    SELECT unnest(generate_series(months_end - INTERVAL 12 MONTH, months_end - INTERVAL 1 DAY,
        INTERVAL 1 MONTH)) AS month
    FROM span
),

even AS (
    SELECT
        p.code,
        avg(coalesce(b.units, 0))::DECIMAL(18, 4) AS units_a_month,
        stddev_samp(coalesce(b.units, 0))::DECIMAL(18, 4) AS units_deviation
    FROM product AS p
    CROSS JOIN months AS m
    LEFT JOIN by_month AS b ON b.code = p.code AND b.month = m.month
    GROUP BY p.code
),

counted AS (
    SELECT warehouse, max(counted_on) AS counted_on FROM stock
    GROUP BY warehouse
),

shelf AS (
    SELECT s.product AS code, sum(s.on_hand) AS stock_now
    FROM stock AS s
    INNER JOIN counted AS c ON c.warehouse = s.warehouse AND c.counted_on = s.counted_on
    GROUP BY s.product
),

told AS (
    SELECT
        p.code,
        a.last_sold_on,
        last - coalesce(a.last_sold_on, p.launched_on) AS days_unsold,
        coalesce(a.sold_lately, 0)::DECIMAL(18, 2) AS sold_lately,
        e.units_a_month,
        e.units_deviation,
        coalesce(s.stock_now, 0) AS stock_now,
        coalesce(s.stock_now, 0) <= p.reorder_point AND NOT p.is_discontinued AS to_reorder,
        e.units_deviation / nullif(e.units_a_month, 0) AS variation
    FROM product AS p
    LEFT JOIN asked AS a USING (code)
    LEFT JOIN even AS e USING (code)
    LEFT JOIN shelf AS s USING (code)
    CROSS JOIN span
    WHERE p.product_key <> 0
),

shared AS (
    SELECT
        *,
        CASE WHEN sold_lately > 0 THEN coalesce(sum(sold_lately) OVER larger, 0)
            / sum(sold_lately) OVER () ELSE 1 END AS share
    FROM told
    WINDOW larger AS (
        ORDER BY sold_lately DESC GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)

SELECT
    * EXCLUDE (share, variation),
    CASE WHEN share < 0.8 THEN 'A' WHEN share < 0.95 THEN 'B' ELSE 'C' END AS sales_class,
    CASE WHEN variation <= 0.5 THEN 'X' WHEN variation <= 1 THEN 'Y' ELSE 'Z' END AS demand_class
FROM shared;

CREATE OR REPLACE TABLE product AS
SELECT * FROM product
LEFT JOIN article USING (code);

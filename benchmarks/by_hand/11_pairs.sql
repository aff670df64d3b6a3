-- Two products in one order, by month.
CREATE TABLE pair AS
WITH met AS (
    SELECT date_trunc('month', min(sold_on))::DATE AS month, list(DISTINCT product_key) AS members
    FROM sale
    WHERE status <> 'cancelled' AND product_key <> 0
    GROUP BY order_id
    HAVING count(DISTINCT product_key) BETWEEN 2 AND 100
),

one AS (SELECT month, members, unnest(members) AS first FROM met),

two AS (SELECT month, first, unnest(members) AS second FROM one),

counted AS (
    SELECT month, first, second, count(*) AS together
    FROM two
    WHERE first <> second
    GROUP BY month, first, second
)

SELECT
    c.month AS sold_on, a.code AS product, c.first AS product_key,
    b.code AS with_product, c.second AS with_product_key, c.together
FROM counted AS c
INNER JOIN product AS a ON c.first = a.product_key
INNER JOIN product AS b ON c.second = b.product_key;

-- Warehouses, suppliers, products and customers with surrogate keys; 0 is the unknown member.
CREATE TABLE warehouse AS
SELECT row_number() OVER (ORDER BY code) AS warehouse_key, *
FROM read_csv(
    'data/warehouses.csv', auto_detect = false, header = false, delim = ';', columns = {
        'code': 'VARCHAR', 'name': 'VARCHAR', 'city': 'VARCHAR', 'country': 'VARCHAR'})
UNION ALL BY NAME
SELECT 0 AS warehouse_key, 'unknown' AS code;

CREATE TABLE supplier AS
SELECT
    row_number() OVER (ORDER BY s.id) AS supplier_key,
    s.id AS code,
    s.company.name AS name,
    s.company.city AS city,
    s.company.country AS country,
    s.terms.lead_time_days AS lead_time_days,
    s.terms.minimum_order.amount::DECIMAL(18, 2) AS minimum_order
FROM (
    SELECT unnest(suppliers) AS s FROM read_json('data/suppliers.json', columns = {
        'suppliers': 'STRUCT(id VARCHAR, company STRUCT(name VARCHAR, city VARCHAR,
            country VARCHAR), terms STRUCT(lead_time_days BIGINT,
            minimum_order STRUCT(amount VARCHAR)))[]'})
)
UNION ALL BY NAME
SELECT 0 AS supplier_key, 'unknown' AS code;

CREATE TEMP TABLE product_told AS
SELECT
    upper(trim(p.sku)) AS code,
    nullif(trim(p.title), '') AS name,
    p.botanical AS botanical_name,
    s.meaning AS category,
    p.shelf.subcategory AS subcategory,
    p.unit,
    p.supplier.id AS supplier,
    try_cast(p.price.amount AS DECIMAL(18, 2)) AS list_price,
    try_cast(p.cost.amount AS DECIMAL(18, 2)) AS unit_cost,
    p.logistics.shelf_life_days AS shelf_life_days,
    p.logistics.reorder_point AS reorder_point,
    p.logistics.pack_size AS pack_size,
    coalesce(p.shelf.season, 'even') AS season,
    p.dates.launched AS launched_on,
    p.dates.discontinued AS discontinued_on,
    p.discontinued AS is_discontinued,
    CASE
        WHEN name IS NULL THEN 'required:name'
        WHEN s.meaning IS NULL THEN 'choice:category'
        WHEN list_price IS NULL THEN 'type:list_price'
        WHEN list_price < 0 THEN 'range:list_price'
        WHEN unit_cost IS NULL THEN 'type:unit_cost'
        WHEN unit_cost < 0 THEN 'range:unit_cost'
        WHEN NOT regexp_full_match(code, '[A-Z]{2}-\d{3}') THEN 'pattern:code'
    END AS rule,
    to_json(p)::VARCHAR AS row
FROM (
    SELECT unnest(data.items) AS p FROM read_json('data/products.json', columns = {
        'data': 'STRUCT(items STRUCT(sku VARCHAR, title VARCHAR, botanical VARCHAR, unit VARCHAR,
            shelf STRUCT(category VARCHAR, subcategory VARCHAR, season VARCHAR),
            price STRUCT(amount VARCHAR), cost STRUCT(amount VARCHAR), supplier STRUCT(id VARCHAR),
            logistics STRUCT(shelf_life_days BIGINT, reorder_point BIGINT, pack_size BIGINT),
            dates STRUCT(launched DATE, discontinued DATE), discontinued BOOLEAN)[])'})
)
LEFT JOIN spelling AS s ON s.kind = 'category' AND s.written = simple(p.shelf.category);

INSERT INTO reject
SELECT 'product', 'products.json', NULL, rule, row FROM product_told WHERE rule IS NOT NULL;

CREATE TABLE product AS
SELECT
    row_number() OVER (ORDER BY p.code) AS product_key,
    p.* EXCLUDE (rule, row),
    coalesce(s.supplier_key, 0) AS supplier_key,
    p.list_price - p.unit_cost AS unit_margin
FROM product_told AS p
LEFT JOIN supplier AS s ON s.code = p.supplier
WHERE p.rule IS NULL
UNION ALL BY NAME
SELECT 0 AS product_key, 'unknown' AS code;

-- Each customer's pseudonym once, instead of once for every row.
CREATE TEMP TABLE known AS
SELECT customer_id, pseudonym_of(customer_id) AS pseudonym
FROM (
    SELECT customer_id FROM customer_told WHERE rule IS NULL
    UNION SELECT customer_id FROM contact
    UNION SELECT customer FROM order_line WHERE rule IS NULL AND customer IS NOT NULL
    UNION SELECT customer FROM refund_line WHERE rule IS NULL AND customer IS NOT NULL
);

-- The same row twice is a duplicate; of several on one day the last file's holds.
CREATE TABLE duplicate_customer AS
SELECT k.pseudonym AS customer_id, t.city, t.country, t.segment, t.changed_on, t.file
FROM customer_told AS t
INNER JOIN known AS k USING (customer_id)
WHERE t.rule IS NULL
QUALIFY row_number() OVER (
    PARTITION BY t.customer_id, t.name, t.email, t.phone, t.street, t.born_on, t.city, t.country,
        t.segment, t.joined_on, t.changed_on
    ORDER BY parse_filename(t.file) DESC
) > 1;

CREATE TEMP TABLE version AS
WITH dated AS (
    SELECT customer_id, changed_on, city, segment
    FROM customer_told
    WHERE rule IS NULL
    QUALIFY row_number() OVER (
        PARTITION BY customer_id, changed_on ORDER BY parse_filename(file) DESC
    ) = 1
    UNION ALL
    SELECT customer_id, since, NULL, NULL FROM contact
    WHERE customer_id NOT IN (SELECT customer_id FROM customer_told WHERE rule IS NULL)
),

compared AS (
    SELECT
        *,
        lag(changed_on) OVER member AS told_before,
        lag(city) OVER member AS city_before,
        lag(segment) OVER member AS segment_before
    FROM dated
    WINDOW member AS (PARTITION BY customer_id ORDER BY changed_on)
),

changed AS (
    SELECT * FROM compared
    WHERE told_before IS NULL
        OR city IS DISTINCT FROM city_before
        OR segment IS DISTINCT FROM segment_before
)

SELECT
    row_number() OVER () AS customer_key,
    customer_id,
    changed_on,
    city,
    segment,
    CASE WHEN told_before IS NULL THEN DATE '1900-01-01' ELSE changed_on END AS valid_from,
    coalesce(
        lead(changed_on) OVER (PARTITION BY customer_id ORDER BY changed_on), DATE '9999-12-31'
    ) AS valid_to
FROM changed;

-- The shop system wins, except for e-mail and telephone, which the CRM knows better.
CREATE TEMP TABLE member AS
WITH latest AS (
    SELECT * FROM customer_told
    WHERE rule IS NULL
    QUALIFY row_number() OVER (
        PARTITION BY customer_id ORDER BY changed_on DESC, parse_filename(file) DESC
    ) = 1
)

SELECT
    customer_id,
    k.pseudonym,
    coalesce(l.name, c.name) AS name,
    coalesce(c.email, l.email) AS email,
    coalesce(c.phone, l.phone) AS phone,
    l.street,
    l.born_on,
    l.country,
    l.joined_on,
    coalesce(c.newsletter, false) AS newsletter
FROM latest AS l
FULL JOIN contact AS c USING (customer_id)
INNER JOIN known AS k USING (customer_id);

CREATE TABLE people.customer AS
SELECT pseudonym, customer_id, name, email, phone, street, born_on FROM member;

CREATE TABLE customer AS
SELECT
    v.customer_key,
    m.pseudonym AS customer_id,
    v.city,
    m.country,
    v.segment,
    m.newsletter,
    m.joined_on,
    v.changed_on,
    v.valid_from,
    v.valid_to,
    v.valid_to = DATE '9999-12-31' AS is_current
FROM version AS v
INNER JOIN member AS m USING (customer_id)
UNION ALL BY NAME
SELECT
    0 AS customer_key, 'unknown' AS customer_id, DATE '1900-01-01' AS valid_from,
    DATE '9999-12-31' AS valid_to, true AS is_current;

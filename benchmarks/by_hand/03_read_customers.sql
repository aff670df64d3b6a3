-- What the shop system and the CRM say about customers.
CREATE TEMP TABLE customer_told AS
WITH written AS (
    SELECT * FROM read_csv(
        ['transcoded/customers/2024-11.csv', 'data/customers/2024-12.csv',
            'data/customers/2025-*.csv'],
        auto_detect = false, header = true, delim = ';', quote = '"', escape = '"',
        filename = 'file', store_rejects = true, columns = {
            'customer_id': 'VARCHAR', 'name': 'VARCHAR', 'email': 'VARCHAR', 'phone': 'VARCHAR',
            'street': 'VARCHAR', 'born_on': 'VARCHAR', 'city': 'VARCHAR', 'country': 'VARCHAR',
            'segment': 'VARCHAR', 'joined_on': 'VARCHAR', 'changed_on': 'VARCHAR'})
    UNION ALL
    SELECT * FROM read_csv(
        'data/customers/2026-*.csv',
        auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        filename = 'file', store_rejects = true, columns = {
            'customer_id': 'VARCHAR', 'name': 'VARCHAR', 'email': 'VARCHAR', 'phone': 'VARCHAR',
            'street': 'VARCHAR', 'born_on': 'VARCHAR', 'city': 'VARCHAR', 'country': 'VARCHAR',
            'segment': 'VARCHAR', 'joined_on': 'VARCHAR', 'changed_on': 'VARCHAR'})
),

typed AS (
    SELECT
        w.file,
        upper(filled(w.customer_id)) AS customer_id,
        filled(w.name) AS name,
        filled(w.email) AS email,
        filled(w.phone) AS phone,
        filled(w.street) AS street,
        try_strptime(filled(w.born_on), '%d.%m.%Y')::DATE AS born_on,
        filled(w.city) AS city,
        upper(filled(w.country)) AS country,
        s.meaning AS segment,
        try_strptime(filled(w.joined_on), '%d.%m.%Y')::DATE AS joined_on,
        try_strptime(filled(w.changed_on), '%d.%m.%Y')::DATE AS changed_on,
        w AS told
    FROM written AS w
    LEFT JOIN spelling AS s ON s.kind = 'segment' AND s.written = simple(w.segment)
)

SELECT
    * EXCLUDE (told),
    CASE
        WHEN customer_id IS NULL THEN 'required:customer_id'
        WHEN NOT regexp_full_match(customer_id, 'C\d{7}') THEN 'pattern:customer_id'
        WHEN born_on IS NULL AND filled(told.born_on) IS NOT NULL THEN 'type:born_on'
        WHEN born_on NOT BETWEEN DATE '1900-01-01' AND DATE '2026-12-31' THEN 'range:born_on'
        WHEN segment IS NULL AND filled(told.segment) IS NOT NULL THEN 'choice:segment'
        WHEN joined_on IS NULL AND filled(told.joined_on) IS NOT NULL THEN 'type:joined_on'
        WHEN joined_on NOT BETWEEN DATE '2015-01-01' AND DATE '2026-12-31' THEN 'range:joined_on'
        WHEN changed_on IS NULL AND filled(told.changed_on) IS NOT NULL THEN 'type:changed_on'
        WHEN changed_on NOT BETWEEN DATE '2015-01-01' AND DATE '2026-12-31'
            THEN 'range:changed_on'
    END AS rule,
    CASE WHEN rule IS NOT NULL THEN to_json(told)::VARCHAR END AS row
FROM typed;

-- Names and addresses stay out of the warehouse, so the row of a reject goes to the people's file.
CREATE TABLE people.reject AS
SELECT file, rule, row FROM customer_told WHERE rule IS NOT NULL;

INSERT INTO reject
SELECT 'customer', file, NULL, rule, NULL FROM customer_told WHERE rule IS NOT NULL;

CREATE TEMP TABLE contact AS
SELECT
    upper(trim(c.reference)) AS customer_id,
    c.person.name AS name,
    c.person.email AS email,
    c.person.phone AS phone,
    c.newsletter,
    c.since
FROM (
    SELECT unnest(contacts) AS c FROM read_json(
        'data/crm/contacts.json', maximum_object_size = 1000000000, columns = {
            'contacts': 'STRUCT(reference VARCHAR, person STRUCT(name VARCHAR, email VARCHAR,
                phone VARCHAR), newsletter BOOLEAN, since DATE)[]'})
);

-- Where bad rows go, how blanks look, and the words that people write for one another.
CREATE TABLE reject (table_name VARCHAR, file VARCHAR, line BIGINT, rule VARCHAR, row VARCHAR);

CREATE TEMP MACRO filled(written) AS
    CASE WHEN trim(written) IN ('', 'n/a', '-') THEN NULL ELSE trim(written) END;

CREATE TEMP MACRO simple(written) AS strip_accents(lower(trim(written)));

-- The first 128 bits of HMAC-SHA256, by its definition; the key is set by build.py.
CREATE TEMP MACRO pseudonym_of(id) AS left(sha256(
    getvariable('hmac_outer') || unhex(sha256(getvariable('hmac_inner') || encode(id)))
), 32);

CREATE TEMP TABLE spelling (kind VARCHAR, written VARCHAR, meaning VARCHAR);

INSERT INTO spelling VALUES
    ('channel', 'web', 'web'), ('channel', 'en ligne', 'web'), ('channel', 'www', 'web'),
    ('channel', 'online', 'web'), ('channel', 'shop', 'shop'), ('channel', 'boutique', 'shop'),
    ('channel', 'store', 'shop'), ('channel', 'market', 'market'), ('channel', 'marche', 'market'),
    ('channel', 'phone', 'phone'), ('channel', 'telephone', 'phone'), ('channel', 'tel', 'phone'),
    ('channel', 'cafe', 'café'),
    ('status', 'paid', 'paid'), ('status', 'payee', 'paid'), ('status', 'shipped', 'shipped'),
    ('status', 'expediee', 'shipped'), ('status', 'sent', 'shipped'),
    ('status', 'cancelled', 'cancelled'), ('status', 'annulee', 'cancelled'),
    ('status', 'canceled', 'cancelled'), ('status', 'void', 'cancelled'),
    ('reason', 'damaged', 'damaged'), ('reason', 'abime', 'damaged'),
    ('reason', 'broken', 'damaged'), ('reason', 'wrong item', 'wrong item'),
    ('reason', 'too late', 'too late'), ('reason', 'trop tard', 'too late'),
    ('reason', 'changed mind', 'changed mind'),
    ('segment', 'new', 'new'), ('segment', 'regular', 'regular'), ('segment', 'loyal', 'loyal'),
    ('segment', 'fidele', 'loyal'), ('segment', 'professional', 'professional'),
    ('segment', 'pro', 'professional'), ('segment', 'b2b', 'professional'),
    ('category', 'culinary herbs', 'Culinary herbs'), ('category', 'herbs', 'Culinary herbs'),
    ('category', 'teas', 'Teas'), ('category', 'spices', 'Spices'), ('category', 'oils', 'Oils'),
    ('category', 'seeds', 'Seeds'), ('category', 'potted plants', 'Potted plants'),
    ('category', 'plants', 'Potted plants');

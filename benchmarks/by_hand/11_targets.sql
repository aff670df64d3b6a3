-- A column for each month, a line for each category.
CREATE TABLE target AS
SELECT
    planned_for::DATE AS planned_for, filled("Category") AS category,
    try_cast(amount AS DECIMAL(18, 2)) AS amount
FROM (
    UNPIVOT (
        SELECT * FROM read_csv('data/targets.csv', delim = ';', header = true, all_varchar = true)
    ) ON COLUMNS(* EXCLUDE "Category") INTO NAME planned_for VALUE amount
);

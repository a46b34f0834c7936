-- title: Artists that the warehouse does not know yet
-- grain: one row per artist name
-- inputs: artist_names, artists
-- parameter first_key: key | the first surrogate key that is free
-- parameter import_key: key | the import that brings them
SELECT
    :first_key + ROW_NUMBER() OVER (ORDER BY named.name) - 1 AS artist_key,
    named.name,
    CAST(:import_key AS {{bigint}}) AS import_key
FROM (SELECT DISTINCT name FROM artist_names) AS named
WHERE NOT EXISTS (SELECT 1 FROM artists WHERE artists.name = named.name)

-- title: How much data there is, and how fresh it is
-- grain: one row per table
-- definition: Days are listener-local days of what happened; for listeners those of their sign-up, for tracks of their release,
--   for imports of the plays they brought. Sessions and marts are made from the plays and have the plays' import time.
-- inputs: artists, events, imports, listener_days, listeners, playlists, plays, sessions, subscriptions, track_days, tracks
-- column table_name: text | table
-- column row_count: rows | rows in the table
-- column first_day: date | first day in the table; NULL where rows have no day
-- column last_day: date | last day in the table; NULL where rows have no day
-- column imported_at: timestamp | latest import that left a row in the table, UTC; NULL when there is none
WITH counts AS (
    SELECT
        1 AS table_rank,
        'plays' AS table_name,
        COUNT(*) AS row_count,
        MIN(local_date) AS first_day,
        MAX(local_date) AS last_day
    FROM plays
    UNION ALL
    SELECT 2 AS table_rank, 'sessions' AS table_name, COUNT(*) AS row_count, MIN(local_date), MAX(local_date)
    FROM sessions
    UNION ALL
    SELECT 3 AS table_rank, 'events' AS table_name, COUNT(*) AS row_count, MIN(local_date), MAX(local_date)
    FROM events
    UNION ALL
    SELECT 4 AS table_rank, 'listeners' AS table_name, COUNT(*) AS row_count, MIN(signed_up_on), MAX(signed_up_on)
    FROM listeners
    UNION ALL
    SELECT 5 AS table_rank, 'tracks' AS table_name, COUNT(*) AS row_count, MIN(release_date), MAX(release_date)
    FROM tracks
    UNION ALL
    SELECT 6 AS table_rank, 'artists' AS table_name, COUNT(*) AS row_count, CAST(NULL AS DATE), CAST(NULL AS DATE)
    FROM artists
    UNION ALL
    SELECT 7 AS table_rank, 'playlists' AS table_name, COUNT(*) AS row_count, CAST(NULL AS DATE), CAST(NULL AS DATE)
    FROM playlists
    UNION ALL
    SELECT 8 AS table_rank, 'subscriptions' AS table_name, COUNT(*) AS row_count, MIN(started_on), MAX(started_on)
    FROM subscriptions
    UNION ALL
    SELECT 9 AS table_rank, 'listener_days' AS table_name, COUNT(*) AS row_count, MIN(local_date), MAX(local_date)
    FROM listener_days
    UNION ALL
    SELECT 10 AS table_rank, 'track_days' AS table_name, COUNT(*) AS row_count, MIN(local_date), MAX(local_date)
    FROM track_days
    UNION ALL
    SELECT 11 AS table_rank, 'imports' AS table_name, COUNT(*) AS row_count, MIN(first_day), MAX(last_day)
    FROM imports
),

table_imports AS (
    SELECT 'plays' AS table_name, import_key
    FROM plays
    GROUP BY import_key
    UNION ALL
    SELECT 'events' AS table_name, import_key
    FROM events
    GROUP BY import_key
    UNION ALL
    SELECT 'listeners' AS table_name, import_key
    FROM listeners
    GROUP BY import_key
    UNION ALL
    SELECT 'tracks' AS table_name, import_key
    FROM tracks
    GROUP BY import_key
    UNION ALL
    SELECT 'artists' AS table_name, import_key
    FROM artists
    GROUP BY import_key
    UNION ALL
    SELECT 'playlists' AS table_name, import_key
    FROM playlists
    GROUP BY import_key
    UNION ALL
    SELECT 'subscriptions' AS table_name, import_key
    FROM subscriptions
    GROUP BY import_key
    UNION ALL
    SELECT 'imports' AS table_name, import_key
    FROM imports
),

import_times AS (
    SELECT table_imports.table_name, MAX(imports.imported_at) AS imported_at
    FROM table_imports
    INNER JOIN imports ON imports.import_key = table_imports.import_key
    GROUP BY table_imports.table_name
)

SELECT
    counts.table_name,
    CAST(counts.row_count AS {{bigint}}) AS row_count,
    counts.first_day,
    counts.last_day,
    import_times.imported_at
FROM counts
LEFT JOIN import_times
    ON import_times.table_name = CASE
        WHEN counts.table_name IN ('sessions', 'listener_days', 'track_days') THEN 'plays'
        ELSE counts.table_name
    END
ORDER BY counts.table_rank

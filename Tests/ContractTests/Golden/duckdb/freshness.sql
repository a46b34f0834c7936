WITH counts AS (
    SELECT
        1 AS table_rank,
        'plays' AS table_name,
        'plays' AS source_name,
        COUNT(*) AS row_count,
        MIN(local_date) AS first_day,
        MAX(local_date) AS last_day
    FROM plays
    UNION
    SELECT
        2 AS table_rank,
        'sessions' AS table_name,
        'plays' AS source_name,
        COUNT(*) AS row_count,
        MIN(local_date) AS first_day,
        MAX(local_date) AS last_day
    FROM sessions
    UNION
    SELECT
        3 AS table_rank,
        'events' AS table_name,
        'events' AS source_name,
        COUNT(*) AS row_count,
        MIN(local_date) AS first_day,
        MAX(local_date) AS last_day
    FROM events
    UNION
    SELECT
        4 AS table_rank,
        'listeners' AS table_name,
        'listeners' AS source_name,
        COUNT(*) AS row_count,
        MIN(signed_up_on) AS first_day,
        MAX(signed_up_on) AS last_day
    FROM listeners
    UNION
    SELECT
        5 AS table_rank,
        'tracks' AS table_name,
        'tracks' AS source_name,
        COUNT(*) AS row_count,
        MIN(release_date) AS first_day,
        MAX(release_date) AS last_day
    FROM tracks
    UNION
    SELECT
        6 AS table_rank,
        'artists' AS table_name,
        'artists' AS source_name,
        COUNT(*) AS row_count,
        CAST(NULL AS DATE) AS first_day,
        CAST(NULL AS DATE) AS last_day
    FROM artists
    UNION
    SELECT
        7 AS table_rank,
        'playlists' AS table_name,
        'playlists' AS source_name,
        COUNT(*) AS row_count,
        CAST(NULL AS DATE) AS first_day,
        CAST(NULL AS DATE) AS last_day
    FROM playlists
    UNION
    SELECT
        8 AS table_rank,
        'subscriptions' AS table_name,
        'subscriptions' AS source_name,
        COUNT(*) AS row_count,
        MIN(started_on) AS first_day,
        MAX(started_on) AS last_day
    FROM subscriptions
    UNION
    SELECT
        9 AS table_rank,
        'listener_days' AS table_name,
        'plays' AS source_name,
        COUNT(*) AS row_count,
        MIN(local_date) AS first_day,
        MAX(local_date) AS last_day
    FROM listener_days
    UNION
    SELECT
        10 AS table_rank,
        'track_days' AS table_name,
        'plays' AS source_name,
        COUNT(*) AS row_count,
        MIN(local_date) AS first_day,
        MAX(local_date) AS last_day
    FROM track_days
    UNION
    SELECT
        11 AS table_rank,
        'imports' AS table_name,
        'imports' AS source_name,
        COUNT(*) AS row_count,
        MIN(first_day) AS first_day,
        MAX(last_day) AS last_day
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
    CAST(counts.row_count AS BIGINT) AS row_count,
    counts.first_day,
    counts.last_day,
    import_times.imported_at
FROM counts
LEFT JOIN import_times ON import_times.table_name = counts.source_name
ORDER BY counts.table_rank

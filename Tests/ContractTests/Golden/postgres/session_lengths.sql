WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
),

counted_sessions AS (
    SELECT
        CASE
            WHEN sessions.seconds IS NULL THEN -1
            WHEN sessions.seconds >= 7200 THEN 24
            ELSE CAST(DIV(CAST(sessions.seconds AS NUMERIC), CAST(300 AS NUMERIC)) AS BIGINT)
        END AS bucket,
        COUNT(*) AS sessions
    FROM sessions
    INNER JOIN counted_listeners ON counted_listeners.listener_key = sessions.listener_key
    WHERE sessions.local_date BETWEEN CAST($3 AS DATE) AND CAST($4 AS DATE)
        AND (CAST($5 AS TEXT) IS NULL OR sessions.platform = CAST($5 AS TEXT))
    GROUP BY
        CASE
            WHEN sessions.seconds IS NULL THEN -1
            WHEN sessions.seconds >= 7200 THEN 24
            ELSE CAST(DIV(CAST(sessions.seconds AS NUMERIC), CAST(300 AS NUMERIC)) AS BIGINT)
        END
),

buckets AS (
    SELECT (CAST(calendar.day AS DATE) - CAST(DATE '2000-01-01' AS DATE)) AS bucket
    FROM (SELECT CAST(moment AS DATE) AS day FROM generate_series(CAST(DATE '2000-01-01' AS TIMESTAMP), CAST(DATE '2000-01-25' AS TIMESTAMP), INTERVAL '1 day') AS series(moment)) AS calendar
),

histogram AS (
    SELECT
        buckets.bucket,
        CAST(COALESCE(counted_sessions.sessions, 0) AS BIGINT) AS sessions,
        CAST(SUM(COALESCE(counted_sessions.sessions, 0)) OVER (ORDER BY buckets.bucket) AS BIGINT) AS so_far,
        CAST(SUM(counted_sessions.sessions) OVER () AS BIGINT) AS total,
        (SELECT COALESCE(SUM(sessions), 0) FROM counted_sessions WHERE bucket = -1) AS unknown_sessions
    FROM buckets
    LEFT JOIN counted_sessions ON counted_sessions.bucket = buckets.bucket
)

SELECT
    CAST(bucket * 5 AS BIGINT) AS from_minutes,
    CASE WHEN bucket < 24 THEN CAST(bucket * 5 + 5 AS BIGINT) END AS to_minutes,
    CASE WHEN total > 0 OR unknown_sessions = 0 THEN sessions END AS sessions,
    CAST(sessions AS DOUBLE PRECISION) / NULLIF(total, 0) AS share,
    CAST(so_far AS DOUBLE PRECISION) / NULLIF(total, 0) AS cumulative_share,
    CAST(unknown_sessions AS BIGINT) AS unknown_sessions
FROM histogram
ORDER BY bucket

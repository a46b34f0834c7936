WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
),

daily_sessions AS (
    SELECT
        sessions.local_date AS day,
        COUNT(*) AS sessions,
        CAST(SUM(sessions.seconds) AS BIGINT) AS seconds,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CAST(sessions.seconds AS DOUBLE PRECISION)) AS median_seconds,
        CAST(SUM(sessions.plays) AS BIGINT) AS plays,
        CAST(SUM(sessions.skips) AS BIGINT) AS skips,
        COUNT(sessions.skips) AS skip_sessions,
        COUNT(sessions.seconds) AS timed_sessions
    FROM sessions
    INNER JOIN counted_listeners ON counted_listeners.listener_key = sessions.listener_key
    WHERE sessions.local_date BETWEEN CAST($3 AS DATE) AND CAST($4 AS DATE)
        AND (CAST($5 AS TEXT) IS NULL OR sessions.platform = CAST($5 AS TEXT))
    GROUP BY sessions.local_date
)

SELECT
    calendar.day,
    CAST(COALESCE(daily_sessions.sessions, 0) AS BIGINT) AS sessions,
    CAST(daily_sessions.seconds AS DOUBLE PRECISION) / 60 / NULLIF(daily_sessions.timed_sessions, 0) AS mean_minutes,
    daily_sessions.median_seconds / 60 AS median_minutes,
    CAST(daily_sessions.plays AS DOUBLE PRECISION) / daily_sessions.sessions AS tracks_per_session,
    CAST(daily_sessions.skips AS DOUBLE PRECISION) / NULLIF(daily_sessions.skip_sessions, 0) AS skips_per_session,
    CAST(COALESCE(daily_sessions.timed_sessions, 0) AS BIGINT) AS timed_sessions
FROM (SELECT CAST(moment AS DATE) AS day FROM generate_series(CAST(CAST($3 AS DATE) AS TIMESTAMP), CAST(CAST($4 AS DATE) AS TIMESTAMP), INTERVAL '1 day') AS series(moment)) AS calendar
LEFT JOIN daily_sessions ON daily_sessions.day = calendar.day
ORDER BY calendar.day

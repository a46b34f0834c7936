WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:p1 AS STRING) IS NULL OR COALESCE(tier, 'unknown') = CAST(:p1 AS STRING))
        AND (CAST(:p2 AS STRING) IS NULL OR COALESCE(country, 'unknown') = CAST(:p2 AS STRING))
),

daily_sessions AS (
    SELECT
        sessions.local_date AS day,
        COUNT(*) AS sessions,
        CAST(SUM(sessions.seconds) AS BIGINT) AS seconds,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CAST(sessions.seconds AS DOUBLE)) AS median_seconds,
        CAST(SUM(sessions.plays) AS BIGINT) AS plays,
        CAST(SUM(sessions.skips) AS BIGINT) AS skips,
        COUNT(sessions.skips) AS skip_sessions,
        COUNT(sessions.seconds) AS timed_sessions
    FROM sessions
    INNER JOIN counted_listeners ON counted_listeners.listener_key = sessions.listener_key
    WHERE sessions.local_date BETWEEN CAST(:p3 AS DATE) AND CAST(:p4 AS DATE)
        AND (CAST(:p5 AS STRING) IS NULL OR sessions.platform = CAST(:p5 AS STRING))
    GROUP BY sessions.local_date
)

SELECT
    calendar.day,
    CAST(COALESCE(daily_sessions.sessions, 0) AS BIGINT) AS sessions,
    CAST(daily_sessions.seconds AS DOUBLE) / 60 / NULLIF(daily_sessions.timed_sessions, 0) AS mean_minutes,
    daily_sessions.median_seconds / 60 AS median_minutes,
    CAST(daily_sessions.plays AS DOUBLE) / daily_sessions.sessions AS tracks_per_session,
    CAST(daily_sessions.skips AS DOUBLE) / NULLIF(daily_sessions.skip_sessions, 0) AS skips_per_session,
    CAST(COALESCE(daily_sessions.timed_sessions, 0) AS BIGINT) AS timed_sessions
FROM (SELECT explode(CASE WHEN CAST(CAST(:p3 AS DATE) AS DATE) <= CAST(CAST(:p4 AS DATE) AS DATE) THEN sequence(CAST(CAST(:p3 AS DATE) AS DATE), CAST(CAST(:p4 AS DATE) AS DATE), INTERVAL 1 DAY) ELSE CAST(array() AS ARRAY<DATE>) END) AS day) AS calendar
LEFT JOIN daily_sessions ON daily_sessions.day = calendar.day
ORDER BY calendar.day

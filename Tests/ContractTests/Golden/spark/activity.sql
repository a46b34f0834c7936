WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:p1 AS STRING) IS NULL OR COALESCE(tier, 'unknown') = CAST(:p1 AS STRING))
        AND (CAST(:p2 AS STRING) IS NULL OR COALESCE(country, 'unknown') = CAST(:p2 AS STRING))
),

data_range AS (
    SELECT MIN(local_date) AS first_day
    FROM listener_days
),

active_days AS (
    SELECT
        listener_days.listener_key,
        listener_days.local_date,
        SUM(listener_days.plays) AS plays,
        SUM(listener_days.streams) AS streams,
        SUM(listener_days.skips) AS skips,
        SUM(listener_days.known_skips) AS known_skips,
        SUM(listener_days.ms_played) AS ms_played,
        SUM(listener_days.timed_plays) AS timed_plays,
        SUM(listener_days.sessions) AS sessions
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date
            BETWEEN date_add(CAST(CAST(:p3 AS DATE) AS DATE), CAST(-29 AS INT)) AND CAST(:p4 AS DATE)
        AND (CAST(:p5 AS STRING) IS NULL OR listener_days.platform = CAST(:p5 AS STRING))
    GROUP BY listener_days.listener_key, listener_days.local_date
),

entries AS (
    SELECT
        local_date AS day,
        COUNT(*) AS listeners,
        SUM(plays) AS plays,
        SUM(streams) AS streams,
        SUM(skips) AS skips,
        SUM(known_skips) AS known_skips,
        SUM(ms_played) AS ms_played,
        SUM(timed_plays) AS timed_plays,
        COUNT(*) FILTER (WHERE timed_plays > 0) AS timed_listeners,
        SUM(sessions) AS sessions
    FROM active_days
    GROUP BY local_date
),

-- An active day keeps its listener in the trailing window until the window moves past it, or until the listener's next
-- active day takes over. A running sum of entries less exits is therefore the distinct count.
exits AS (
    SELECT
        LEAST(date_add(CAST(local_date AS DATE), CAST(7 AS INT)), COALESCE(next_date, date_add(CAST(local_date AS DATE), CAST(7 AS INT)))) AS week_exit,
        LEAST(date_add(CAST(local_date AS DATE), CAST(30 AS INT)), COALESCE(next_date, date_add(CAST(local_date AS DATE), CAST(30 AS INT)))) AS month_exit
    FROM (
        SELECT local_date, LEAD(local_date) OVER (PARTITION BY listener_key ORDER BY local_date) AS next_date
        FROM active_days
    ) AS successive_days
),

week_exits AS (
    SELECT week_exit AS day, COUNT(*) AS listeners
    FROM exits
    GROUP BY week_exit
),

month_exits AS (
    SELECT month_exit AS day, COUNT(*) AS listeners
    FROM exits
    GROUP BY month_exit
),

daily AS (
    SELECT
        calendar.day,
        COALESCE(entries.listeners, 0) AS dau,
        SUM(COALESCE(entries.listeners, 0) - COALESCE(week_exits.listeners, 0)) OVER (ORDER BY calendar.day) AS wau,
        SUM(COALESCE(entries.listeners, 0) - COALESCE(month_exits.listeners, 0)) OVER (ORDER BY calendar.day) AS mau,
        COALESCE(entries.plays, 0) AS plays,
        CASE WHEN entries.plays IS NULL THEN 0 ELSE entries.streams END AS streams,
        CASE WHEN entries.plays IS NULL THEN 0 ELSE entries.skips END AS skips,
        COALESCE(entries.known_skips, 0) AS known_skips,
        CASE WHEN entries.plays IS NULL THEN 0 ELSE entries.ms_played END AS ms_played,
        COALESCE(entries.timed_plays, 0) AS timed_plays,
        COALESCE(entries.timed_listeners, 0) AS timed_listeners,
        COALESCE(entries.sessions, 0) AS sessions
    FROM (SELECT explode(CASE WHEN CAST(date_add(CAST(CAST(:p3 AS DATE) AS DATE), CAST(-29 AS INT)) AS DATE) <= CAST(CAST(:p4 AS DATE) AS DATE) THEN sequence(CAST(date_add(CAST(CAST(:p3 AS DATE) AS DATE), CAST(-29 AS INT)) AS DATE), CAST(CAST(:p4 AS DATE) AS DATE), INTERVAL 1 DAY) ELSE CAST(array() AS ARRAY<DATE>) END) AS day) AS calendar
    LEFT JOIN entries ON entries.day = calendar.day
    LEFT JOIN week_exits ON week_exits.day = calendar.day
    LEFT JOIN month_exits ON month_exits.day = calendar.day
)

SELECT
    daily.day,
    CAST(daily.dau AS BIGINT) AS dau,
    CAST(daily.wau AS BIGINT) AS wau,
    CAST(daily.mau AS BIGINT) AS mau,
    CAST(daily.dau AS DOUBLE) / NULLIF(CAST(daily.mau AS BIGINT), 0) AS stickiness,
    CAST(daily.ms_played AS DOUBLE) / 60000 AS minutes,
    CAST(daily.sessions AS BIGINT) AS sessions,
    CAST(daily.plays AS BIGINT) AS plays,
    CAST(daily.streams AS BIGINT) AS streams,
    CAST(daily.skips AS BIGINT) AS skips,
    CAST(daily.skips AS DOUBLE) / NULLIF(CAST(daily.known_skips AS BIGINT), 0) AS skip_rate,
    CAST(daily.plays AS DOUBLE) / NULLIF(CAST(daily.sessions AS BIGINT), 0) AS tracks_per_session,
    CASE WHEN daily.day <= CAST(:p6 AS DATE) THEN 1 ELSE 0 END AS dau_complete,
    CASE
        WHEN date_add(CAST(daily.day AS DATE), CAST(-6 AS INT)) >= data_range.first_day AND daily.day <= CAST(:p6 AS DATE) THEN 1
        ELSE 0
    END AS wau_complete,
    CASE
        WHEN date_add(CAST(daily.day AS DATE), CAST(-29 AS INT)) >= data_range.first_day AND daily.day <= CAST(:p6 AS DATE) THEN 1
        ELSE 0
    END AS mau_complete,
    CAST(daily.timed_plays AS BIGINT) AS timed_plays,
    CAST(daily.timed_listeners AS BIGINT) AS timed_listeners
FROM daily
CROSS JOIN data_range
WHERE daily.day >= CAST(:p3 AS DATE)
ORDER BY daily.day

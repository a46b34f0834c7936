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

active_weeks AS (
    SELECT DISTINCT
        listener_days.listener_key,
        CAST(date_trunc('week', listener_days.local_date) AS DATE) AS week
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date <= CAST(:p3 AS DATE)
        AND (CAST(:p4 AS STRING) IS NULL OR listener_days.platform = CAST(:p4 AS STRING))
),

successive_weeks AS (
    SELECT
        week,
        LAG(week) OVER (PARTITION BY listener_key ORDER BY week) AS previous_week,
        LEAD(week) OVER (PARTITION BY listener_key ORDER BY week) AS next_week
    FROM active_weeks
),

arrivals AS (
    SELECT
        week,
        COUNT(*) AS active,
        COUNT(*) FILTER (WHERE previous_week IS NULL) AS new_listeners,
        COUNT(*) FILTER (WHERE previous_week = date_add(CAST(week AS DATE), CAST(-7 AS INT))) AS returning_listeners,
        COUNT(*) FILTER (WHERE previous_week < date_add(CAST(week AS DATE), CAST(-7 AS INT))) AS resurrected_listeners
    FROM successive_weeks
    GROUP BY week
),

departures AS (
    SELECT date_add(CAST(week AS DATE), CAST(7 AS INT)) AS week, COUNT(*) AS dormant_listeners
    FROM successive_weeks
    WHERE next_week IS NULL OR next_week > date_add(CAST(week AS DATE), CAST(7 AS INT))
    GROUP BY date_add(CAST(week AS DATE), CAST(7 AS INT))
),

weeks AS (
    SELECT calendar.day AS week
    FROM (SELECT explode(CASE WHEN CAST(CAST(date_trunc('week', CAST(:p5 AS DATE)) AS DATE) AS DATE) <= CAST(CAST(:p3 AS DATE) AS DATE) THEN sequence(CAST(CAST(date_trunc('week', CAST(:p5 AS DATE)) AS DATE) AS DATE), CAST(CAST(:p3 AS DATE) AS DATE), INTERVAL 1 DAY) ELSE CAST(array() AS ARRAY<DATE>) END) AS day) AS calendar
    WHERE calendar.day = CAST(date_trunc('week', calendar.day) AS DATE)
)

SELECT
    weeks.week,
    CAST(COALESCE(arrivals.active, 0) AS BIGINT) AS active,
    CAST(COALESCE(arrivals.new_listeners, 0) AS BIGINT) AS new_listeners,
    CAST(COALESCE(arrivals.returning_listeners, 0) AS BIGINT) AS returning_listeners,
    CAST(COALESCE(arrivals.resurrected_listeners, 0) AS BIGINT) AS resurrected_listeners,
    CAST(COALESCE(departures.dormant_listeners, 0) AS BIGINT) AS dormant_listeners,
    CAST(COALESCE(arrivals.new_listeners, 0) + COALESCE(arrivals.resurrected_listeners, 0) AS DOUBLE)
        / departures.dormant_listeners AS quick_ratio,
    CASE
        WHEN weeks.week >= data_range.first_day
            AND date_add(CAST(weeks.week AS DATE), CAST(6 AS INT)) <= LEAST(CAST(:p3 AS DATE), CAST(:p6 AS DATE)) THEN 1
        ELSE 0
    END AS complete
FROM weeks
CROSS JOIN data_range
LEFT JOIN arrivals ON arrivals.week = weeks.week
LEFT JOIN departures ON departures.week = weeks.week
ORDER BY weeks.week

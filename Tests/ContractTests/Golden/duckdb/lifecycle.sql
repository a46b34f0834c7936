WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS VARCHAR) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS VARCHAR))
        AND (CAST($2 AS VARCHAR) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS VARCHAR))
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
    WHERE listener_days.local_date <= CAST($3 AS DATE)
        AND (CAST($4 AS VARCHAR) IS NULL OR listener_days.platform = CAST($4 AS VARCHAR))
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
        COUNT(*) FILTER (WHERE previous_week = CAST(week + CAST(-7 AS INTEGER) AS DATE)) AS returning_listeners,
        COUNT(*) FILTER (WHERE previous_week < CAST(week + CAST(-7 AS INTEGER) AS DATE)) AS resurrected_listeners
    FROM successive_weeks
    GROUP BY week
),

departures AS (
    SELECT CAST(week + CAST(7 AS INTEGER) AS DATE) AS week, COUNT(*) AS dormant_listeners
    FROM successive_weeks
    WHERE next_week IS NULL OR next_week > CAST(week + CAST(7 AS INTEGER) AS DATE)
    GROUP BY CAST(week + CAST(7 AS INTEGER) AS DATE)
),

weeks AS (
    SELECT calendar.day AS week
    FROM (SELECT CAST(range AS DATE) AS day FROM range(CAST(CAST(date_trunc('week', CAST($5 AS DATE)) AS DATE) AS TIMESTAMP), CAST(CAST($3 AS DATE) AS TIMESTAMP) + INTERVAL 1 DAY, INTERVAL 1 DAY)) AS calendar
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
            AND CAST(weeks.week + CAST(6 AS INTEGER) AS DATE) <= LEAST(CAST($3 AS DATE), CAST($6 AS DATE)) THEN 1
        ELSE 0
    END AS complete
FROM weeks
CROSS JOIN data_range
LEFT JOIN arrivals ON arrivals.week = weeks.week
LEFT JOIN departures ON departures.week = weeks.week
ORDER BY weeks.week

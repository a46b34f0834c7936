WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:p1 AS STRING) IS NULL OR COALESCE(tier, 'unknown') = CAST(:p1 AS STRING))
        AND (CAST(:p2 AS STRING) IS NULL OR COALESCE(country, 'unknown') = CAST(:p2 AS STRING))
),

active_days AS (
    SELECT DISTINCT listener_days.listener_key, listener_days.local_date
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date
            BETWEEN date_add(CAST(CAST(:p3 AS DATE) AS DATE), CAST(-27 AS INT)) AND CAST(:p3 AS DATE)
        AND (CAST(:p4 AS STRING) IS NULL OR listener_days.platform = CAST(:p4 AS STRING))
),

day_counts AS (
    SELECT listener_key, COUNT(*) AS active_days
    FROM active_days
    GROUP BY listener_key
),

distribution AS (
    SELECT active_days, COUNT(*) AS listeners
    FROM day_counts
    GROUP BY active_days
),

numbers AS (
    SELECT 1 + datediff(CAST(calendar.day AS DATE), CAST(DATE '2000-01-01' AS DATE)) AS active_days
    FROM (SELECT explode(CASE WHEN CAST(DATE '2000-01-01' AS DATE) <= CAST(DATE '2000-01-28' AS DATE) THEN sequence(CAST(DATE '2000-01-01' AS DATE), CAST(DATE '2000-01-28' AS DATE), INTERVAL 1 DAY) ELSE CAST(array() AS ARRAY<DATE>) END) AS day) AS calendar
)

SELECT
    CAST(numbers.active_days AS BIGINT) AS active_days,
    CAST(COALESCE(distribution.listeners, 0) AS BIGINT) AS listeners,
    CAST(COALESCE(distribution.listeners, 0) AS DOUBLE)
        / NULLIF(CAST(SUM(distribution.listeners) OVER () AS BIGINT), 0) AS share
FROM numbers
LEFT JOIN distribution ON distribution.active_days = numbers.active_days
ORDER BY numbers.active_days

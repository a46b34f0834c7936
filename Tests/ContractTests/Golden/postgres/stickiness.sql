WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
),

active_days AS (
    SELECT DISTINCT listener_days.listener_key, listener_days.local_date
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date
            BETWEEN CAST(CAST($3 AS DATE) + CAST(-27 AS INTEGER) AS DATE) AND CAST($3 AS DATE)
        AND (CAST($4 AS TEXT) IS NULL OR listener_days.platform = CAST($4 AS TEXT))
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
    SELECT 1 + (CAST(calendar.day AS DATE) - CAST(DATE '2000-01-01' AS DATE)) AS active_days
    FROM (SELECT CAST(moment AS DATE) AS day FROM generate_series(CAST(DATE '2000-01-01' AS TIMESTAMP), CAST(DATE '2000-01-28' AS TIMESTAMP), INTERVAL '1 day') AS series(moment)) AS calendar
)

SELECT
    CAST(numbers.active_days AS BIGINT) AS active_days,
    CAST(COALESCE(distribution.listeners, 0) AS BIGINT) AS listeners,
    CAST(COALESCE(distribution.listeners, 0) AS DOUBLE PRECISION)
        / NULLIF(CAST(SUM(distribution.listeners) OVER () AS BIGINT), 0) AS share
FROM numbers
LEFT JOIN distribution ON distribution.active_days = numbers.active_days
ORDER BY numbers.active_days

WITH counted_listeners AS (
    SELECT listener_key, listener_id, tier, country
    FROM listeners
    WHERE (CAST(:p1 AS STRING) IS NULL OR COALESCE(tier, 'unknown') = CAST(:p1 AS STRING))
        AND (CAST(:p2 AS STRING) IS NULL OR COALESCE(country, 'unknown') = CAST(:p2 AS STRING))
),

horizon AS (
    SELECT LEAST(CAST(:p3 AS DATE), CAST(:p4 AS DATE)) AS last_day
),

active_days AS (
    SELECT DISTINCT listener_days.listener_key, listener_days.local_date
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date <= LEAST(CAST(:p3 AS DATE), CAST(:p4 AS DATE))
        AND (CAST(:p5 AS STRING) IS NULL OR listener_days.platform = CAST(:p5 AS STRING))
),

settings AS (
    SELECT
        last_day,
        CASE WHEN CAST(:p6 AS STRING) = 'month' THEN 30 ELSE 7 END AS unit_days,
        CASE WHEN CAST(:p7 AS STRING) = 'unbounded' THEN 1 ELSE 0 END AS is_unbounded,
        CASE
            WHEN CAST(:p7 AS STRING) = 'bracket' AND CAST(:p6 AS STRING) = 'month' THEN 1
            ELSE 0
        END AS by_month,
        -- Months counted from year 0 to the day after the last: the calendar months that are over.
        EXTRACT(YEAR FROM date_add(CAST(last_day AS DATE), CAST(1 AS INT))) * 12 + EXTRACT(MONTH FROM date_add(CAST(last_day AS DATE), CAST(1 AS INT))) AS last_month
    FROM horizon
),

-- Every active day, with the listener's own first and last.
histories AS (
    SELECT
        listener_key,
        local_date,
        MIN(local_date) OVER (PARTITION BY listener_key) AS first_day,
        MAX(local_date) OVER (PARTITION BY listener_key) AS final_day
    FROM active_days
),

cohort_days AS (
    SELECT
        listener_key,
        local_date,
        first_day,
        final_day,
        CASE WHEN CAST(:p7 AS STRING) = 'bracket' THEN CAST(:p8 AS DATE) ELSE first_day END AS origin
    FROM histories
    WHERE first_day >= CAST(:p9 AS DATE)
        AND CAST(:p8 AS DATE) = CAST(
            CASE
                WHEN CAST(:p6 AS STRING) = 'month' THEN date_trunc('month', first_day)
                ELSE date_trunc('week', first_day)
            END AS DATE
        )
),

-- Periods 0 … eligible_periods - 1 are eligible.
active_periods AS (
    SELECT
        cohort_days.listener_key,
        cohort_days.first_day,
        cohort_days.final_day,
        settings.is_unbounded,
        CAST(
            CASE
                WHEN settings.by_month = 1
                    THEN EXTRACT(YEAR FROM cohort_days.local_date) * 12
                        + EXTRACT(MONTH FROM cohort_days.local_date)
                        - EXTRACT(YEAR FROM cohort_days.origin) * 12 - EXTRACT(MONTH FROM cohort_days.origin)
                WHEN settings.unit_days = 30
                    THEN ((datediff(CAST(cohort_days.local_date AS DATE), CAST(cohort_days.origin AS DATE))) div (30))
                ELSE ((datediff(CAST(cohort_days.local_date AS DATE), CAST(cohort_days.origin AS DATE))) div (7))
            END AS BIGINT
        ) AS period,
        CAST(
            CASE
                WHEN settings.by_month = 1
                    THEN settings.last_month
                        - EXTRACT(YEAR FROM cohort_days.origin) * 12 - EXTRACT(MONTH FROM cohort_days.origin)
                WHEN settings.unit_days = 30
                    THEN (((1 + datediff(CAST(settings.last_day AS DATE), CAST(cohort_days.origin AS DATE)))) div (30))
                ELSE (((1 + datediff(CAST(settings.last_day AS DATE), CAST(cohort_days.origin AS DATE)))) div (7))
            END AS BIGINT
        ) AS eligible_periods
    FROM cohort_days
    CROSS JOIN settings
),

members AS (
    SELECT
        listener_key,
        first_day,
        final_day,
        eligible_periods,
        COUNT(*) FILTER (
            WHERE period = CAST(:p10 AS BIGINT)
                OR (is_unbounded = 1 AND period > CAST(:p10 AS BIGINT))
        ) AS active_days
    FROM active_periods
    GROUP BY listener_key, first_day, final_day, eligible_periods
),

cells AS (
    SELECT
        listener_key,
        first_day,
        final_day,
        CASE WHEN eligible_periods > CAST(:p10 AS BIGINT) THEN 1 ELSE 0 END AS eligible,
        CASE WHEN eligible_periods > CAST(:p10 AS BIGINT) AND active_days > 0 THEN 1 ELSE 0 END AS retained,
        active_days
    FROM members
)

SELECT
    counted_listeners.listener_id,
    counted_listeners.tier,
    counted_listeners.country,
    cells.first_day AS first_active_day,
    cells.final_day AS last_active_day,
    cells.eligible,
    cells.retained,
    CAST(cells.active_days AS BIGINT) AS active_days
FROM cells
INNER JOIN counted_listeners ON counted_listeners.listener_key = cells.listener_key
ORDER BY cells.retained DESC, cells.eligible DESC, cells.first_day, cells.listener_key
LIMIT CAST(:p11 AS INTEGER) OFFSET CAST(:p12 AS INTEGER)

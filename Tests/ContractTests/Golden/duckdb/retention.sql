WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS VARCHAR) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS VARCHAR))
        AND (CAST($2 AS VARCHAR) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS VARCHAR))
),

horizon AS (
    SELECT LEAST(CAST($3 AS DATE), CAST($4 AS DATE)) AS last_day
),

settings AS (
    SELECT
        last_day,
        CASE WHEN CAST($5 AS VARCHAR) = 'month' THEN 30 ELSE 7 END AS unit_days,
        CASE WHEN CAST($6 AS VARCHAR) = 'bracket' THEN 1 ELSE 0 END AS is_bracket,
        CASE WHEN CAST($6 AS VARCHAR) = 'unbounded' THEN 1 ELSE 0 END AS is_unbounded,
        CASE
            WHEN CAST($6 AS VARCHAR) = 'bracket' AND CAST($5 AS VARCHAR) = 'month' THEN 1
            ELSE 0
        END AS by_month,
        -- Months counted from year 0 to the day after the last: the calendar months that are over.
        EXTRACT(YEAR FROM CAST(last_day + CAST(1 AS INTEGER) AS DATE)) * 12 + EXTRACT(MONTH FROM CAST(last_day + CAST(1 AS INTEGER) AS DATE)) AS last_month
    FROM horizon
),

active_days AS (
    SELECT DISTINCT listener_days.listener_key, listener_days.local_date
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date <= LEAST(CAST($3 AS DATE), CAST($4 AS DATE))
        AND (CAST($7 AS VARCHAR) IS NULL OR listener_days.platform = CAST($7 AS VARCHAR))
),

beginnings AS (
    SELECT
        listener_key,
        MIN(local_date) AS first_day,
        CAST(
            CASE
                WHEN CAST($5 AS VARCHAR) = 'month' THEN date_trunc('month', MIN(local_date))
                ELSE date_trunc('week', MIN(local_date))
            END AS DATE
        ) AS cohort
    FROM active_days
    GROUP BY listener_key
),

-- Periods 0 … eligible_periods - 1 are eligible. `origin` is the day from which a listener's periods are counted.
members AS (
    SELECT
        beginnings.listener_key,
        beginnings.cohort,
        settings.unit_days,
        settings.by_month,
        settings.is_unbounded,
        CASE WHEN settings.is_bracket = 1 THEN beginnings.cohort ELSE beginnings.first_day END AS origin,
        CAST(
            CASE
                WHEN settings.by_month = 1
                    THEN settings.last_month
                        - EXTRACT(YEAR FROM beginnings.cohort) * 12 - EXTRACT(MONTH FROM beginnings.cohort)
                WHEN settings.is_bracket = 1
                    THEN (((1 + (CAST(settings.last_day AS DATE) - CAST(beginnings.cohort AS DATE)))) // (7))
                WHEN settings.unit_days = 30
                    THEN (((1 + (CAST(settings.last_day AS DATE) - CAST(beginnings.first_day AS DATE)))) // (30))
                ELSE (((1 + (CAST(settings.last_day AS DATE) - CAST(beginnings.first_day AS DATE)))) // (7))
            END AS BIGINT
        ) AS eligible_periods
    FROM beginnings
    CROSS JOIN settings
    WHERE beginnings.first_day >= CAST($8 AS DATE)
),

-- For 'unbounded' only the last eligible period that a listener reached matters: all before it are retained as well.
reached_periods AS (
    SELECT
        listener_key,
        cohort,
        MAX(
            CASE WHEN is_unbounded = 1 AND period >= eligible_periods THEN eligible_periods - 1 ELSE period END
        ) AS period
    FROM (
        SELECT
            members.listener_key,
            members.cohort,
            members.eligible_periods,
            members.is_unbounded,
            CAST(
                CASE
                    WHEN members.by_month = 1
                        THEN EXTRACT(YEAR FROM active_days.local_date) * 12
                            + EXTRACT(MONTH FROM active_days.local_date)
                            - EXTRACT(YEAR FROM members.cohort) * 12 - EXTRACT(MONTH FROM members.cohort)
                    WHEN members.unit_days = 30
                        THEN (((CAST(active_days.local_date AS DATE) - CAST(members.origin AS DATE))) // (30))
                    ELSE (((CAST(active_days.local_date AS DATE) - CAST(members.origin AS DATE))) // (7))
                END AS BIGINT
            ) AS period
        FROM active_days
        INNER JOIN members ON members.listener_key = active_days.listener_key
    ) AS active_periods
    WHERE eligible_periods > 0
        AND (is_unbounded = 1 OR period < eligible_periods)
    GROUP BY listener_key, cohort, CASE WHEN is_unbounded = 1 THEN 0 ELSE period END
),

reached_counts AS (
    SELECT cohort, period, COUNT(*) AS listeners
    FROM reached_periods
    GROUP BY cohort, period
),

member_counts AS (
    SELECT cohort, eligible_periods, COUNT(*) AS listeners
    FROM members
    GROUP BY cohort, eligible_periods
),

cohorts AS (
    SELECT
        member_counts.cohort,
        SUM(member_counts.listeners) AS cohort_size,
        CASE
            WHEN MAX(settings.is_bracket) = 1 THEN MAX(member_counts.eligible_periods)
            WHEN MAX(settings.unit_days) = 30 THEN ((((CAST(MAX(settings.last_day) AS DATE) - CAST(CAST(date_trunc('month', CAST(member_counts.cohort + CAST(31 AS INTEGER) AS DATE)) AS DATE) AS DATE)) + 2)) // (30))
            ELSE ((((CAST(MAX(settings.last_day) AS DATE) - CAST(CAST(member_counts.cohort + CAST(6 AS INTEGER) AS DATE) AS DATE)) + 1)) // (7))
        END AS complete_periods
    FROM member_counts
    CROSS JOIN settings
    GROUP BY member_counts.cohort
),

grid AS (
    SELECT
        cohorts.cohort,
        cohorts.cohort_size,
        cohorts.complete_periods,
        (CAST(calendar.day AS DATE) - CAST(DATE '2000-01-01' AS DATE)) AS period
    FROM cohorts
    CROSS JOIN (SELECT CAST(range AS DATE) AS day FROM range(CAST(DATE '2000-01-01' AS TIMESTAMP), CAST(CAST(DATE '2000-01-01' + CAST($9 AS INTEGER) AS DATE) AS TIMESTAMP) + INTERVAL 1 DAY, INTERVAL 1 DAY)) AS calendar
),

eligible AS (
    SELECT grid.cohort, grid.period, SUM(member_counts.listeners) AS listeners
    FROM grid
    INNER JOIN member_counts ON member_counts.cohort = grid.cohort AND member_counts.eligible_periods > grid.period
    GROUP BY grid.cohort, grid.period
),

retained AS (
    SELECT grid.cohort, grid.period, SUM(reached_counts.listeners) AS listeners
    FROM grid
    CROSS JOIN settings
    INNER JOIN reached_counts
        ON reached_counts.cohort = grid.cohort
            AND reached_counts.period >= grid.period
            AND (settings.is_unbounded = 1 OR reached_counts.period = grid.period)
    GROUP BY grid.cohort, grid.period
)

SELECT
    grid.cohort,
    CAST(grid.period AS BIGINT) AS period,
    CAST(grid.cohort_size AS BIGINT) AS cohort_size,
    CAST(COALESCE(eligible.listeners, 0) AS BIGINT) AS eligible,
    CAST(COALESCE(retained.listeners, 0) AS BIGINT) AS retained,
    CAST(COALESCE(retained.listeners, 0) AS DOUBLE)
        / NULLIF(CAST(eligible.listeners AS BIGINT), 0) AS rate,
    CASE WHEN grid.period < grid.complete_periods THEN 1 ELSE 0 END AS complete
FROM grid
LEFT JOIN eligible ON eligible.cohort = grid.cohort AND eligible.period = grid.period
LEFT JOIN retained ON retained.cohort = grid.cohort AND retained.period = grid.period
ORDER BY grid.cohort, grid.period

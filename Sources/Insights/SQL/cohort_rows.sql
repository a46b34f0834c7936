-- title: The listeners behind a cell of the retention matrix
-- grain: one row per listener of the cohort
-- definition: The listeners counted in cohort_size of the retention cell with the same parameters, retained ones
--   first, then those eligible, then by first active day; of equals the one known first. What retained and eligible
--   mean stands in retention.
-- inputs: listener_days, listeners
-- page: /retention
-- parameter first_day: date | first own first day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter complete_day: date | last day that is over by the clocks of 99 % of listeners
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter cohort: text | 'week' or 'month': the length of a cohort and of a period | default week
--   | choices week, month
-- parameter kind: text | 'on', 'unbounded' or 'bracket' | default bracket | choices on, unbounded, bracket
-- parameter cohort_day: date | first day of the cohort's week or month
-- parameter period: integer | number of the period
-- parameter limit: integer | number of rows | default 20 | bounds 1 to 100000
-- parameter offset: integer | number of rows left out before the first | default 0 | bounds 0 to 1000000000
-- column listener_id: text | the listener's id
-- column tier: text | tier as last known
-- column country: text | country
-- column first_active_day: date | the listener's own first day
-- column last_active_day: date | last day with a play on or before the last day counted
-- column eligible: flag | 1 when the whole period lies inside the data, else 0
-- column retained: flag | 1 when eligible and active as the kind demands, else 0
-- column active_days: days | days with a play that belong to the period (with 'unbounded': to it or a later one)
WITH counted_listeners AS (
    SELECT listener_key, listener_id, tier, country
    FROM listeners
    WHERE {{is_counted_listener}}
),

horizon AS (
    SELECT LEAST(CAST(:last_day AS DATE), CAST(:complete_day AS DATE)) AS last_day
),

active_days AS (
    SELECT DISTINCT listener_days.listener_key, listener_days.local_date
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date <= LEAST(CAST(:last_day AS DATE), CAST(:complete_day AS DATE))
        AND (CAST(:platform AS {{text}}) IS NULL OR listener_days.platform = CAST(:platform AS {{text}}))
),

settings AS (
    SELECT
        last_day,
        CASE WHEN CAST(:cohort AS {{text}}) = 'month' THEN 30 ELSE 7 END AS unit_days,
        CASE WHEN CAST(:kind AS {{text}}) = 'unbounded' THEN 1 ELSE 0 END AS is_unbounded,
        CASE
            WHEN CAST(:kind AS {{text}}) = 'bracket' AND CAST(:cohort AS {{text}}) = 'month' THEN 1
            ELSE 0
        END AS by_month,
        -- Months counted from year 0 to the day after the last: the calendar months that are over.
        EXTRACT(YEAR FROM {{add_days(last_day, 1)}}) * 12 + EXTRACT(MONTH FROM {{add_days(last_day, 1)}}) AS last_month
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
        CASE WHEN CAST(:kind AS {{text}}) = 'bracket' THEN CAST(:cohort_day AS DATE) ELSE first_day END AS origin
    FROM histories
    WHERE first_day >= CAST(:first_day AS DATE)
        AND CAST(:cohort_day AS DATE) = CAST(
            CASE
                WHEN CAST(:cohort AS {{text}}) = 'month' THEN date_trunc('month', first_day)
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
                    THEN {{int_div({{days_between(cohort_days.origin, cohort_days.local_date)}}, 30)}}
                ELSE {{int_div({{days_between(cohort_days.origin, cohort_days.local_date)}}, 7)}}
            END AS {{bigint}}
        ) AS period,
        CAST(
            CASE
                WHEN settings.by_month = 1
                    THEN settings.last_month
                        - EXTRACT(YEAR FROM cohort_days.origin) * 12 - EXTRACT(MONTH FROM cohort_days.origin)
                WHEN settings.unit_days = 30
                    THEN {{int_div((1 + {{days_between(cohort_days.origin, settings.last_day)}}), 30)}}
                ELSE {{int_div((1 + {{days_between(cohort_days.origin, settings.last_day)}}), 7)}}
            END AS {{bigint}}
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
            WHERE period = CAST(:period AS {{bigint}})
                OR (is_unbounded = 1 AND period > CAST(:period AS {{bigint}}))
        ) AS active_days
    FROM active_periods
    GROUP BY listener_key, first_day, final_day, eligible_periods
),

cells AS (
    SELECT
        listener_key,
        first_day,
        final_day,
        CASE WHEN eligible_periods > CAST(:period AS {{bigint}}) THEN 1 ELSE 0 END AS eligible,
        CASE WHEN eligible_periods > CAST(:period AS {{bigint}}) AND active_days > 0 THEN 1 ELSE 0 END AS retained,
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
    CAST(cells.active_days AS {{bigint}}) AS active_days
FROM cells
INNER JOIN counted_listeners ON counted_listeners.listener_key = cells.listener_key
ORDER BY cells.retained DESC, cells.eligible DESC, cells.first_day, cells.listener_key
LIMIT CAST(:limit AS INTEGER) OFFSET CAST(:offset AS INTEGER)

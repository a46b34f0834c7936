-- title: Retention by cohort
-- grain: one row per cohort and period 0 … :periods; a week or month in which no listener began has no row
-- definition: A listener's own first day is the first day with a play, over all data up to the last day counted (and
--   on the chosen platform). Listeners whose own first day lies in the days counted form cohorts by its calendar week
--   (from Monday) or month. With kind 'on' a listener is retained in period N when active in unit N since the own
--   first day: units are 7 days ('week') or 30 days ('month'), unit N is the days N x 7 … N x 7 + 6 (or N x 30 … N x
--   30 + 29) after the own first day, and unit 0 begins on it. With 'unbounded' the listener is active in unit N or
--   in any later one. With 'bracket' the listener is active in the Nth calendar week or calendar month after the
--   cohort's own. A listener is eligible for a period when the whole of it lies on or before the last day counted and
--   the last complete day; only eligible listeners count as retained, so that a rate never falls merely because
--   time has not passed. Pool cohorts by adding retained and eligible. Listeners who came before the data began seem
--   to begin with the data: distrust its first cohort.
-- inputs: listener_days, listeners
-- command: retention | Show retention by weekly or monthly cohort.
--   | segue insights retention --cohort month --periods 3
-- order: 5
-- page: /retention
-- parameter first_day: date | first own first day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter complete_day: date | last day that is over by the clocks of 99 % of listeners
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter cohort: text | 'week' or 'month': the length of a cohort and of a period | default week
--   | choices week, month | option --cohort <week|month>
--   | help How listeners are grouped by their first day: week or month.
-- parameter kind: text | 'on', 'unbounded' or 'bracket' | default bracket | choices on, unbounded, bracket
--   | option --kind <kind>
--   | help What counts: on (active in exactly period N), unbounded (in period N or later) or bracket (in calendar
--   period N).
-- parameter periods: integer | last period shown | default 12 | bounds 1 to 520 | option --periods <number>
--   | help The last period shown.
-- column cohort: date | first day of the cohort's calendar week or month
-- column period: integer | number of the period, from 0
-- column cohort_size: listeners | listeners of the cohort
-- column eligible: listeners | those for whom the whole period lies inside the data
-- column retained: listeners | eligible listeners who were active as the kind demands
-- column rate: share | retained divided by eligible; NULL when nobody is eligible
-- column complete: flag | 1 when the period lies inside the data even for a listener who began on the cohort's last
--   day
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

horizon AS (
    SELECT LEAST(CAST(:last_day AS DATE), CAST(:complete_day AS DATE)) AS last_day
),

settings AS (
    SELECT
        last_day,
        CASE WHEN CAST(:cohort AS {{text}}) = 'month' THEN 30 ELSE 7 END AS unit_days,
        CASE WHEN CAST(:kind AS {{text}}) = 'bracket' THEN 1 ELSE 0 END AS is_bracket,
        CASE WHEN CAST(:kind AS {{text}}) = 'unbounded' THEN 1 ELSE 0 END AS is_unbounded,
        CASE
            WHEN CAST(:kind AS {{text}}) = 'bracket' AND CAST(:cohort AS {{text}}) = 'month' THEN 1
            ELSE 0
        END AS by_month,
        -- Months counted from year 0 to the day after the last: the calendar months that are over.
        EXTRACT(YEAR FROM {{add_days(last_day, 1)}}) * 12 + EXTRACT(MONTH FROM {{add_days(last_day, 1)}}) AS last_month
    FROM horizon
),

active_days AS (
    SELECT DISTINCT listener_days.listener_key, listener_days.local_date
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date <= LEAST(CAST(:last_day AS DATE), CAST(:complete_day AS DATE))
        AND (CAST(:platform AS {{text}}) IS NULL OR listener_days.platform = CAST(:platform AS {{text}}))
),

beginnings AS (
    SELECT
        listener_key,
        MIN(local_date) AS first_day,
        CAST(
            CASE
                WHEN CAST(:cohort AS {{text}}) = 'month' THEN date_trunc('month', MIN(local_date))
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
                    THEN {{int_div((1 + {{days_between(beginnings.cohort, settings.last_day)}}), 7)}}
                WHEN settings.unit_days = 30
                    THEN {{int_div((1 + {{days_between(beginnings.first_day, settings.last_day)}}), 30)}}
                ELSE {{int_div((1 + {{days_between(beginnings.first_day, settings.last_day)}}), 7)}}
            END AS {{bigint}}
        ) AS eligible_periods
    FROM beginnings
    CROSS JOIN settings
    WHERE beginnings.first_day >= CAST(:first_day AS DATE)
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
                        THEN {{int_div({{days_between(members.origin, active_days.local_date)}}, 30)}}
                    ELSE {{int_div({{days_between(members.origin, active_days.local_date)}}, 7)}}
                END AS {{bigint}}
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
            WHEN MAX(settings.unit_days) = 30 THEN {{int_div(({{days_between(
                CAST(date_trunc('month', {{add_days(member_counts.cohort, 31)}}) AS DATE), MAX(settings.last_day)
            )}} + 2), 30)}}
            ELSE {{int_div(({{days_between({{add_days(member_counts.cohort, 6)}}, MAX(settings.last_day))}} + 1), 7)}}
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
        {{days_between(DATE '2000-01-01', calendar.day)}} AS period
    FROM cohorts
    CROSS JOIN {{days(DATE '2000-01-01', {{add_days(DATE '2000-01-01', :periods)}})}} AS calendar
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
    CAST(grid.period AS {{bigint}}) AS period,
    CAST(grid.cohort_size AS {{bigint}}) AS cohort_size,
    CAST(COALESCE(eligible.listeners, 0) AS {{bigint}}) AS eligible,
    CAST(COALESCE(retained.listeners, 0) AS {{bigint}}) AS retained,
    CAST(COALESCE(retained.listeners, 0) AS {{double}})
        / NULLIF(CAST(eligible.listeners AS {{bigint}}), 0) AS rate,
    CASE WHEN grid.period < grid.complete_periods THEN 1 ELSE 0 END AS complete
FROM grid
LEFT JOIN eligible ON eligible.cohort = grid.cohort AND eligible.period = grid.period
LEFT JOIN retained ON retained.cohort = grid.cohort AND retained.period = grid.period
ORDER BY grid.cohort, grid.period

-- title: New, returning, resurrected and dormant listeners
-- grain: one row per calendar week (from Monday) that the days counted touch
-- definition: Of a week's active listeners, new: the first week with a play over all data; returning: active in the
--   week before as well; resurrected: active in an earlier week but not in the one before. Dormant: active in the
--   week before and not in this one. Every touched week is counted from its Monday, and up to the last day counted.
--   Active = new + returning + resurrected; the change against the week before = new + resurrected - dormant. In the
--   first week of the data everybody seems new.
-- inputs: listener_days, listeners
-- command: lifecycle | Show new, returning, resurrected and dormant listeners by week. | segue insights lifecycle
-- order: 7
-- page: /retention
-- parameter first_day: date | a day of the first week, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter complete_day: date | last day that is over by the clocks of 99 % of listeners
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column week: date | Monday of the week
-- column active: listeners | distinct listeners active in the week
-- column new_listeners: listeners | active for the first time
-- column returning_listeners: listeners | active in the week before as well
-- column resurrected_listeners: listeners | active before, but not in the week before
-- column dormant_listeners: listeners | active in the week before, but not in this one
-- column quick_ratio: ratio | (new + resurrected) / dormant; NULL when nobody went dormant
-- column complete: flag | 1 when the whole week lies inside the data and before the end of the days counted, else 0
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
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
    WHERE listener_days.local_date <= CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR listener_days.platform = CAST(:platform AS {{text}}))
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
        COUNT(*) FILTER (WHERE previous_week = {{add_days(week, -7)}}) AS returning_listeners,
        COUNT(*) FILTER (WHERE previous_week < {{add_days(week, -7)}}) AS resurrected_listeners
    FROM successive_weeks
    GROUP BY week
),

departures AS (
    SELECT {{add_days(week, 7)}} AS week, COUNT(*) AS dormant_listeners
    FROM successive_weeks
    WHERE next_week IS NULL OR next_week > {{add_days(week, 7)}}
    GROUP BY {{add_days(week, 7)}}
),

weeks AS (
    SELECT calendar.day AS week
    FROM {{days(CAST(date_trunc('week', CAST(:first_day AS DATE)) AS DATE), CAST(:last_day AS DATE))}} AS calendar
    WHERE calendar.day = CAST(date_trunc('week', calendar.day) AS DATE)
)

SELECT
    weeks.week,
    CAST(COALESCE(arrivals.active, 0) AS {{bigint}}) AS active,
    CAST(COALESCE(arrivals.new_listeners, 0) AS {{bigint}}) AS new_listeners,
    CAST(COALESCE(arrivals.returning_listeners, 0) AS {{bigint}}) AS returning_listeners,
    CAST(COALESCE(arrivals.resurrected_listeners, 0) AS {{bigint}}) AS resurrected_listeners,
    CAST(COALESCE(departures.dormant_listeners, 0) AS {{bigint}}) AS dormant_listeners,
    CAST(COALESCE(arrivals.new_listeners, 0) + COALESCE(arrivals.resurrected_listeners, 0) AS {{double}})
        / departures.dormant_listeners AS quick_ratio,
    CASE
        WHEN weeks.week >= data_range.first_day
            AND {{add_days(weeks.week, 6)}} <= LEAST(CAST(:last_day AS DATE), CAST(:complete_day AS DATE)) THEN 1
        ELSE 0
    END AS complete
FROM weeks
CROSS JOIN data_range
LEFT JOIN arrivals ON arrivals.week = weeks.week
LEFT JOIN departures ON departures.week = weeks.week
ORDER BY weeks.week

-- title: On how many of the last 28 days listeners are active
-- grain: one row per number of active days, 1 to 28
-- definition: Of the listeners active at least once on the 28 days that end on the last day, how many were active on
--   exactly this many of them. Another measure than the DAU/MAU ratio, which carries the name stickiness in activity.
-- inputs: listener_days, listeners
-- command: stickiness | Show on how many of the last 28 days listeners are active. | segue insights stickiness
-- order: 4
-- page: /retention
-- parameter last_day: date | last of the 28 listener-local days, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column active_days: days | days of the 28 with at least one play
-- column listeners: listeners | listeners active on exactly this many days
-- column share: share | listeners divided by those active at least once; NULL when there are none
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

active_days AS (
    SELECT DISTINCT listener_days.listener_key, listener_days.local_date
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date
            BETWEEN {{add_days(CAST(:last_day AS DATE), -27)}} AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR listener_days.platform = CAST(:platform AS {{text}}))
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
    SELECT 1 + {{days_between(DATE '2000-01-01', calendar.day)}} AS active_days
    FROM {{days(DATE '2000-01-01', DATE '2000-01-28')}} AS calendar
)

SELECT
    CAST(numbers.active_days AS {{bigint}}) AS active_days,
    CAST(COALESCE(distribution.listeners, 0) AS {{bigint}}) AS listeners,
    CAST(COALESCE(distribution.listeners, 0) AS {{double}})
        / NULLIF(CAST(SUM(distribution.listeners) OVER () AS {{bigint}}), 0) AS share
FROM numbers
LEFT JOIN distribution ON distribution.active_days = numbers.active_days
ORDER BY numbers.active_days

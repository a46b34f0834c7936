-- title: Retention curve over all cohorts
-- grain: one row per day 1 … :days since a listener's own first day
-- definition: A listener's own first day is the first day with a play, over all data up to the last day counted (and
--   on the chosen platform); listeners whose own first day lies in the days counted are pooled, each with weight one.
--   A listener is eligible for day N when the own first day plus N lies on or before the last day counted and the
--   last complete day. With kind 'unbounded' a listener is retained on day N when active on that day or on any later
--   complete day; the rate falls towards the end by construction, for late days have little future. With 'on' a
--   listener is retained when active on exactly that day. Intervals: Wilson, 95 %.
-- inputs: listener_days, listeners
-- command: retention-curve | Show the share of listeners who are active on day N or later, with its interval.
--   | segue insights retention-curve --days 28 --kind on
-- order: 6
-- page: /retention
-- parameter first_day: date | first own first day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter complete_day: date | last day that is over by the clocks of 99 % of listeners
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter days: integer | last day shown | default 60 | bounds 1 to 3650 | option --days <number>
--   | help The last day shown.
-- parameter kind: text | 'unbounded' (on the day or later) or 'on' (on exactly the day) | default unbounded
--   | choices unbounded, on | option --kind <kind>
--   | help What counts: unbounded (active on day N or later) or on (on exactly day N).
-- column day: days | days since the own first day
-- column eligible: listeners | listeners for whom the day lies inside the data and is complete
-- column retained: listeners | eligible listeners who were active as the kind demands
-- column rate: share | retained divided by eligible; NULL when nobody is eligible
-- column low: share | lower 95 % bound of rate
-- column high: share | upper 95 % bound of rate
WITH counted_listeners AS (
    SELECT listener_key
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

members AS (
    SELECT listener_key, MIN(local_date) AS first_day, MAX(local_date) AS final_day
    FROM active_days
    GROUP BY listener_key
    HAVING MIN(local_date) >= CAST(:first_day AS DATE)
),

active_ages AS (
    SELECT {{days_between(members.first_day, active_days.local_date)}} AS day, COUNT(*) AS listeners
    FROM active_days
    INNER JOIN members ON members.listener_key = active_days.listener_key
    GROUP BY {{days_between(members.first_day, active_days.local_date)}}
),

-- What lies beyond the last day shown is counted on it: the sums below run backwards from there.
observed_ages AS (
    SELECT day, COUNT(*) AS listeners
    FROM (
        SELECT LEAST({{days_between(members.first_day, horizon.last_day)}}, CAST(:days AS {{bigint}})) AS day
        FROM members
        CROSS JOIN horizon
    ) AS ages
    GROUP BY day
),

final_ages AS (
    SELECT day, COUNT(*) AS listeners
    FROM (
        SELECT LEAST({{days_between(first_day, final_day)}}, CAST(:days AS {{bigint}})) AS day
        FROM members
    ) AS ages
    GROUP BY day
),

numbers AS (
    SELECT {{days_between(DATE '2000-01-01', calendar.day)}} AS day
    FROM {{days(DATE '2000-01-01', {{add_days(DATE '2000-01-01', :days)}})}} AS calendar
),

curve AS (
    SELECT
        numbers.day,
        CAST(SUM(COALESCE(observed_ages.listeners, 0)) OVER (ORDER BY numbers.day DESC) AS {{bigint}}) AS eligible,
        CAST(
            CASE
                WHEN CAST(:kind AS {{text}}) = 'on' THEN COALESCE(active_ages.listeners, 0)
                ELSE SUM(COALESCE(final_ages.listeners, 0)) OVER (ORDER BY numbers.day DESC)
            END AS {{bigint}}
        ) AS retained
    FROM numbers
    LEFT JOIN observed_ages ON observed_ages.day = numbers.day
    LEFT JOIN active_ages ON active_ages.day = numbers.day
    LEFT JOIN final_ages ON final_ages.day = numbers.day
),

normal AS (
    SELECT CAST(1.959963984540054 AS {{double}}) AS z
),

wilson AS (
    SELECT
        curve.*,
        normal.z * normal.z AS z2,
        normal.z * SQRT(
            CAST(retained AS {{double}}) * (eligible - retained) / NULLIF(eligible, 0) + normal.z * normal.z / 4
        ) AS half_width
    FROM curve
    CROSS JOIN normal
)

SELECT
    CAST(day AS {{bigint}}) AS day,
    eligible,
    retained,
    CAST(retained AS {{double}}) / NULLIF(eligible, 0) AS rate,
    CASE
        WHEN eligible > 0 THEN GREATEST(CAST(0 AS {{double}}), (retained + z2 / 2 - half_width) / (eligible + z2))
    END AS low,
    CASE
        WHEN eligible > 0 THEN LEAST(CAST(1 AS {{double}}), (retained + z2 / 2 + half_width) / (eligible + z2))
    END AS high
FROM wilson
WHERE day > 0
ORDER BY day

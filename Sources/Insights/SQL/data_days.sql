-- title: The days that the data cover, by the zones of the listeners
-- grain: one row per zone
-- definition: The data reach as far as the latest play that began. By a zone's clock a day is complete once that
--   moment lies on a later local day. Ranges end on the last day that is complete by the clocks of 99 % of listeners.
-- inputs: listener_days, listeners, plays
-- column zone: text | IANA zone
-- column listeners: listeners | listeners of the zone
-- column first_day: date | first listener-local day with a play, over all zones
-- column last_day: date | last listener-local day with a play, over all zones
-- column last_moment: timestamp | when the latest play began, UTC, over all zones
WITH bounds AS (
    SELECT MIN(local_date) AS first_day, MAX(local_date) AS last_day
    FROM listener_days
),

-- The latest play lies on one of the last three local days, however far apart the zones are.
latest AS (
    SELECT MAX(plays.started_at) AS last_moment
    FROM plays
    CROSS JOIN bounds
    WHERE plays.local_date >= {{add_days(bounds.last_day, -2)}}
),

zones AS (
    SELECT zone, COUNT(*) AS listeners
    FROM listeners
    GROUP BY zone
)

SELECT
    zones.zone,
    CAST(zones.listeners AS {{bigint}}) AS listeners,
    bounds.first_day,
    bounds.last_day,
    latest.last_moment
FROM zones
CROSS JOIN bounds
CROSS JOIN latest
WHERE bounds.last_day IS NOT NULL
ORDER BY zones.zone

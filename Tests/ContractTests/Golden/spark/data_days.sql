WITH bounds AS (
    SELECT MIN(local_date) AS first_day, MAX(local_date) AS last_day
    FROM listener_days
),

-- The latest play lies on one of the last three local days, however far apart the zones are.
latest AS (
    SELECT MAX(plays.started_at) AS last_moment
    FROM plays
    CROSS JOIN bounds
    WHERE plays.local_date >= date_add(CAST(bounds.last_day AS DATE), CAST(-2 AS INT))
),

zones AS (
    SELECT zone, COUNT(*) AS listeners
    FROM listeners
    GROUP BY zone
)

SELECT
    zones.zone,
    CAST(zones.listeners AS BIGINT) AS listeners,
    bounds.first_day,
    bounds.last_day,
    latest.last_moment
FROM zones
CROSS JOIN bounds
CROSS JOIN latest
WHERE bounds.last_day IS NOT NULL
ORDER BY zones.zone

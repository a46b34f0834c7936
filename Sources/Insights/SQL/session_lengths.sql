-- title: How long sessions last
-- grain: one row per 5 minutes of session length up to two hours, and one for longer ones
-- definition: A session's length runs from its first start to its last end. A length on a bound belongs to the upper
--   row. A session belongs to the day and to the platform of its first play. Sessions whose last end the source
--   does not record have no length and stand in no row; where no session has one, the counts are NULL.
-- inputs: listeners, sessions
-- command: sessions --lengths | Show how long sessions last. | segue insights sessions --lengths
-- page: /overview
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column from_minutes: minutes | shortest length of the row, inclusive
-- column to_minutes: minutes | end of the row, exclusive; NULL for the last
-- column sessions: sessions | sessions of such a length; NULL where no session's length is known
-- column share: share | sessions divided by all sessions of known length; NULL without one
-- column cumulative_share: share | share of the sessions of this row and the shorter ones
-- column unknown_sessions: sessions | sessions of unknown length, the same in every row
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

counted_sessions AS (
    SELECT
        CASE
            WHEN sessions.seconds IS NULL THEN -1
            WHEN sessions.seconds >= 7200 THEN 24
            ELSE {{int_div(sessions.seconds, 300)}}
        END AS bucket,
        COUNT(*) AS sessions
    FROM sessions
    INNER JOIN counted_listeners ON counted_listeners.listener_key = sessions.listener_key
    WHERE sessions.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR sessions.platform = CAST(:platform AS {{text}}))
    GROUP BY
        CASE
            WHEN sessions.seconds IS NULL THEN -1
            WHEN sessions.seconds >= 7200 THEN 24
            ELSE {{int_div(sessions.seconds, 300)}}
        END
),

buckets AS (
    SELECT {{days_between(DATE '2000-01-01', calendar.day)}} AS bucket
    FROM {{days(DATE '2000-01-01', DATE '2000-01-25')}} AS calendar
),

histogram AS (
    SELECT
        buckets.bucket,
        CAST(COALESCE(counted_sessions.sessions, 0) AS {{bigint}}) AS sessions,
        CAST(SUM(COALESCE(counted_sessions.sessions, 0)) OVER (ORDER BY buckets.bucket) AS {{bigint}}) AS so_far,
        CAST(SUM(counted_sessions.sessions) OVER () AS {{bigint}}) AS total,
        (SELECT COALESCE(SUM(sessions), 0) FROM counted_sessions WHERE bucket = -1) AS unknown_sessions
    FROM buckets
    LEFT JOIN counted_sessions ON counted_sessions.bucket = buckets.bucket
)

SELECT
    CAST(bucket * 5 AS {{bigint}}) AS from_minutes,
    CASE WHEN bucket < 24 THEN CAST(bucket * 5 + 5 AS {{bigint}}) END AS to_minutes,
    CASE WHEN total > 0 OR unknown_sessions = 0 THEN sessions END AS sessions,
    CAST(sessions AS {{double}}) / NULLIF(total, 0) AS share,
    CAST(so_far AS {{double}}) / NULLIF(total, 0) AS cumulative_share,
    CAST(unknown_sessions AS {{bigint}}) AS unknown_sessions
FROM histogram
ORDER BY bucket

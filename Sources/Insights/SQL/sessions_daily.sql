-- title: Sessions by day
-- grain: one row per listener-local day on which a session may have begun, days without one included
-- definition: A session belongs to the day and to the platform of its first play. Its length runs from its first
--   start to its last end; sessions whose last end the source does not record stay out of mean and median. Skips are
--   plays under the default skip rule; sessions in which no play's skip is known stay out of their mean.
-- inputs: listeners, sessions
-- command: sessions | Show sessions by day, or how long they last. | segue insights sessions --lengths
-- order: 10
-- page: /overview
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column day: date | listener-local day
-- column sessions: sessions | sessions that began on the day
-- column mean_minutes: minutes | mean length of a session; NULL without one of known length
-- column median_minutes: minutes | median length of a session; NULL without one of known length
-- column tracks_per_session: ratio | plays divided by sessions; NULL without sessions
-- column skips_per_session: ratio | skipped plays divided by the sessions in which a skip is known; NULL without one
-- column timed_sessions: sessions | sessions whose length is known
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

daily_sessions AS (
    SELECT
        sessions.local_date AS day,
        COUNT(*) AS sessions,
        CAST(SUM(sessions.seconds) AS {{bigint}}) AS seconds,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CAST(sessions.seconds AS {{double}})) AS median_seconds,
        CAST(SUM(sessions.plays) AS {{bigint}}) AS plays,
        CAST(SUM(sessions.skips) AS {{bigint}}) AS skips,
        COUNT(sessions.skips) AS skip_sessions,
        COUNT(sessions.seconds) AS timed_sessions
    FROM sessions
    INNER JOIN counted_listeners ON counted_listeners.listener_key = sessions.listener_key
    WHERE sessions.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR sessions.platform = CAST(:platform AS {{text}}))
    GROUP BY sessions.local_date
)

SELECT
    calendar.day,
    CAST(COALESCE(daily_sessions.sessions, 0) AS {{bigint}}) AS sessions,
    CAST(daily_sessions.seconds AS {{double}}) / 60 / NULLIF(daily_sessions.timed_sessions, 0) AS mean_minutes,
    daily_sessions.median_seconds / 60 AS median_minutes,
    CAST(daily_sessions.plays AS {{double}}) / daily_sessions.sessions AS tracks_per_session,
    CAST(daily_sessions.skips AS {{double}}) / NULLIF(daily_sessions.skip_sessions, 0) AS skips_per_session,
    CAST(COALESCE(daily_sessions.timed_sessions, 0) AS {{bigint}}) AS timed_sessions
FROM {{days(CAST(:first_day AS DATE), CAST(:last_day AS DATE))}} AS calendar
LEFT JOIN daily_sessions ON daily_sessions.day = calendar.day
ORDER BY calendar.day

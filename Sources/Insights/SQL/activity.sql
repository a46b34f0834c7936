-- title: Daily, weekly and monthly active listeners
-- grain: one row per listener-local day, days without a play included
-- definition: A listener is active on a day with at least one play that began on it. Weekly and monthly active
--   listeners are exact distinct counts over the 7 and the 30 days that end on the day; plays before the first day
--   counted in them. A day is complete when it is over by the clocks of 99 % of listeners (complete_day);
--   a trailing count is complete when the data hold its whole window and its last day is complete. What the source does not record is NULL, never 0: minutes and streams are
--   those of the timed plays, skips those of the plays whose skip is known. Where only some plays are timed they are
--   lower bounds.
-- inputs: listener_days, listeners
-- command: activity | Show active listeners, minutes and sessions by day.
--   | segue insights activity --from 2025-12-01 --csv
-- order: 3
-- page: /overview
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter complete_day: date | last day that is over by the clocks of 99 % of listeners
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column day: date | listener-local day
-- column dau: listeners | distinct listeners active on the day
-- column wau: listeners | distinct listeners active on the 7 days that end on the day
-- column mau: listeners | distinct listeners active on the 30 days that end on the day
-- column stickiness: share | dau divided by mau
-- column minutes: minutes | time listened by plays that began on the day; NULL where no play's time is known
-- column sessions: sessions | sessions that began on the day
-- column plays: plays | plays that began on the day
-- column streams: plays | plays of at least 30 seconds; NULL where no play's time is known
-- column skips: plays | plays that were skipped; NULL where no play's skip is known
-- column skip_rate: share | skips divided by the plays whose skip is known
-- column tracks_per_session: ratio | plays divided by sessions
-- column dau_complete: flag | 1 when the day is over, else 0
-- column wau_complete: flag | 1 when the data hold the 7 days and the last is over, else 0
-- column mau_complete: flag | 1 when the data hold the 30 days and the last is over, else 0
-- column timed_plays: plays | plays whose time listened is known
-- column timed_listeners: listeners | listeners of the day with a play whose time is known
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

data_range AS (
    SELECT MIN(local_date) AS first_day
    FROM listener_days
),

active_days AS (
    SELECT
        listener_days.listener_key,
        listener_days.local_date,
        SUM(listener_days.plays) AS plays,
        SUM(listener_days.streams) AS streams,
        SUM(listener_days.skips) AS skips,
        SUM(listener_days.known_skips) AS known_skips,
        SUM(listener_days.ms_played) AS ms_played,
        SUM(listener_days.timed_plays) AS timed_plays,
        SUM(listener_days.sessions) AS sessions
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date
            BETWEEN {{add_days(CAST(:first_day AS DATE), -29)}} AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR listener_days.platform = CAST(:platform AS {{text}}))
    GROUP BY listener_days.listener_key, listener_days.local_date
),

entries AS (
    SELECT
        local_date AS day,
        COUNT(*) AS listeners,
        SUM(plays) AS plays,
        SUM(streams) AS streams,
        SUM(skips) AS skips,
        SUM(known_skips) AS known_skips,
        SUM(ms_played) AS ms_played,
        SUM(timed_plays) AS timed_plays,
        COUNT(*) FILTER (WHERE timed_plays > 0) AS timed_listeners,
        SUM(sessions) AS sessions
    FROM active_days
    GROUP BY local_date
),

-- An active day keeps its listener in the trailing window until the window moves past it, or until the listener's next
-- active day takes over. A running sum of entries less exits is therefore the distinct count.
exits AS (
    SELECT
        LEAST({{add_days(local_date, 7)}}, COALESCE(next_date, {{add_days(local_date, 7)}})) AS week_exit,
        LEAST({{add_days(local_date, 30)}}, COALESCE(next_date, {{add_days(local_date, 30)}})) AS month_exit
    FROM (
        SELECT local_date, LEAD(local_date) OVER (PARTITION BY listener_key ORDER BY local_date) AS next_date
        FROM active_days
    ) AS successive_days
),

week_exits AS (
    SELECT week_exit AS day, COUNT(*) AS listeners
    FROM exits
    GROUP BY week_exit
),

month_exits AS (
    SELECT month_exit AS day, COUNT(*) AS listeners
    FROM exits
    GROUP BY month_exit
),

daily AS (
    SELECT
        calendar.day,
        COALESCE(entries.listeners, 0) AS dau,
        SUM(COALESCE(entries.listeners, 0) - COALESCE(week_exits.listeners, 0)) OVER (ORDER BY calendar.day) AS wau,
        SUM(COALESCE(entries.listeners, 0) - COALESCE(month_exits.listeners, 0)) OVER (ORDER BY calendar.day) AS mau,
        COALESCE(entries.plays, 0) AS plays,
        CASE WHEN entries.plays IS NULL THEN 0 ELSE entries.streams END AS streams,
        CASE WHEN entries.plays IS NULL THEN 0 ELSE entries.skips END AS skips,
        COALESCE(entries.known_skips, 0) AS known_skips,
        CASE WHEN entries.plays IS NULL THEN 0 ELSE entries.ms_played END AS ms_played,
        COALESCE(entries.timed_plays, 0) AS timed_plays,
        COALESCE(entries.timed_listeners, 0) AS timed_listeners,
        COALESCE(entries.sessions, 0) AS sessions
    FROM {{days({{add_days(CAST(:first_day AS DATE), -29)}}, CAST(:last_day AS DATE))}} AS calendar
    LEFT JOIN entries ON entries.day = calendar.day
    LEFT JOIN week_exits ON week_exits.day = calendar.day
    LEFT JOIN month_exits ON month_exits.day = calendar.day
)

SELECT
    daily.day,
    CAST(daily.dau AS {{bigint}}) AS dau,
    CAST(daily.wau AS {{bigint}}) AS wau,
    CAST(daily.mau AS {{bigint}}) AS mau,
    CAST(daily.dau AS {{double}}) / NULLIF(CAST(daily.mau AS {{bigint}}), 0) AS stickiness,
    CAST(daily.ms_played AS {{double}}) / 60000 AS minutes,
    CAST(daily.sessions AS {{bigint}}) AS sessions,
    CAST(daily.plays AS {{bigint}}) AS plays,
    CAST(daily.streams AS {{bigint}}) AS streams,
    CAST(daily.skips AS {{bigint}}) AS skips,
    CAST(daily.skips AS {{double}}) / NULLIF(CAST(daily.known_skips AS {{bigint}}), 0) AS skip_rate,
    CAST(daily.plays AS {{double}}) / NULLIF(CAST(daily.sessions AS {{bigint}}), 0) AS tracks_per_session,
    CASE WHEN daily.day <= CAST(:complete_day AS DATE) THEN 1 ELSE 0 END AS dau_complete,
    CASE
        WHEN {{add_days(daily.day, -6)}} >= data_range.first_day AND daily.day <= CAST(:complete_day AS DATE) THEN 1
        ELSE 0
    END AS wau_complete,
    CASE
        WHEN {{add_days(daily.day, -29)}} >= data_range.first_day AND daily.day <= CAST(:complete_day AS DATE) THEN 1
        ELSE 0
    END AS mau_complete,
    CAST(daily.timed_plays AS {{bigint}}) AS timed_plays,
    CAST(daily.timed_listeners AS {{bigint}}) AS timed_listeners
FROM daily
CROSS JOIN data_range
WHERE daily.day >= CAST(:first_day AS DATE)
ORDER BY daily.day

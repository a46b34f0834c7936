-- title: Sessions from plays
-- grain: one row per session
-- definition: Plays of one listener that carry the same session_key. Device, platform, context and local time are those of the first play.
--   What the source does not record is NULL, never 0: ms_played is that of the timed_plays, the plays whose time listened is known, and NULL
--   where there are none; skips are those of the known_skips plays, likewise. seconds runs from the first start to the last end, and is NULL
--   where that end is not recorded: where a play without a time listened and without an end of its own began at or after every known end, and
--   where the source records only the day.
-- inputs: plays, touched_listeners
WITH first_plays AS (
    SELECT
        play_key, listener_key, session_key, local_date, local_hour, local_weekday, platform, device, context
    FROM plays
    WHERE play_key = session_key
),

totals AS (
    SELECT
        session_key,
        MIN(started_at) AS started_at,
        MAX(ended_at) AS ended_at,
        MAX(CASE WHEN ms_played IS NOT NULL OR ended_at > started_at THEN ended_at END) AS last_known_end,
        MAX(CASE WHEN ms_played IS NULL AND ended_at <= started_at THEN started_at END) AS last_untimed_start,
        MAX(CASE WHEN time_precision = 'day' THEN 1 ELSE 0 END) AS is_coarse,
        CAST(COUNT(*) AS INTEGER) AS plays,
        CAST(SUM(CASE WHEN skipped THEN 1 WHEN skipped IS NOT NULL THEN 0 END) AS INTEGER) AS skips,
        CAST(COUNT(skipped) AS INTEGER) AS known_skips,
        CAST(SUM(ms_played) AS {{bigint}}) AS ms_played,
        CAST(COUNT(ms_played) AS INTEGER) AS timed_plays
    FROM plays
    WHERE listener_key IN (SELECT listener_key FROM touched_listeners)
    GROUP BY session_key
)

SELECT
    totals.session_key,
    first_plays.listener_key,
    totals.started_at,
    totals.ended_at,
    CASE
        WHEN totals.is_coarse = 0
            AND totals.last_known_end IS NOT NULL
            AND (totals.last_untimed_start IS NULL OR totals.last_untimed_start < totals.last_known_end)
            THEN CAST({{int_div({{micros_between(totals.started_at, totals.ended_at)}}, 1000000)}} AS {{bigint}})
    END AS seconds,
    first_plays.local_date,
    first_plays.local_hour,
    first_plays.local_weekday,
    first_plays.platform,
    first_plays.device,
    first_plays.context,
    totals.plays,
    totals.skips,
    totals.ms_played,
    totals.known_skips,
    totals.timed_plays
FROM totals
INNER JOIN first_plays ON totals.session_key = first_plays.play_key

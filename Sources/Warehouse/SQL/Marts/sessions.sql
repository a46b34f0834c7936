-- title: Sessions from plays
-- grain: one row per session
-- definition: Plays of one listener that carry the same session_key. Device, platform, context and local time are those of the first play.
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
        CAST(COUNT(*) AS INTEGER) AS plays,
        CAST(COUNT(*) FILTER (WHERE skipped) AS INTEGER) AS skips,
        CAST(COALESCE(SUM(ms_played), 0) AS {{bigint}}) AS ms_played
    FROM plays
    WHERE (:everyone OR listener_key IN (SELECT listener_key FROM touched_listeners))
    GROUP BY session_key
)

SELECT
    totals.session_key,
    first_plays.listener_key,
    totals.started_at,
    totals.ended_at,
    CAST({{int_div({{micros_between(totals.started_at, totals.ended_at)}}, 1000000)}} AS {{bigint}}) AS seconds,
    first_plays.local_date,
    first_plays.local_hour,
    first_plays.local_weekday,
    first_plays.platform,
    first_plays.device,
    first_plays.context,
    totals.plays,
    totals.skips,
    totals.ms_played
FROM totals
INNER JOIN first_plays ON totals.session_key = first_plays.play_key

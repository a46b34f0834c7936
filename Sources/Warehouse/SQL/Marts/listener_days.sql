-- title: What each listener did on each day
-- grain: one row per listener, listener-local day and platform with at least one play
-- definition: Plays belong to the day on which they began; a session to the day on which it began. What the source does
--   not record is NULL, never 0: ms_played and streams are those of the timed_plays, the plays whose time listened is
--   known, and NULL where there are none; skips are those of the known_skips plays, likewise. Where some plays are
--   timed and some are not, ms_played and streams are lower bounds.
-- inputs: plays, touched_listeners
SELECT
    listener_key,
    local_date,
    platform,
    CAST(COUNT(*) AS INTEGER) AS plays,
    CAST(SUM(CASE WHEN {{is_stream(ms_played)}} THEN 1 WHEN ms_played IS NOT NULL THEN 0 END) AS INTEGER) AS streams,
    CAST(SUM(CASE WHEN skipped THEN 1 WHEN skipped IS NOT NULL THEN 0 END) AS INTEGER) AS skips,
    CAST(COUNT(skipped) AS INTEGER) AS known_skips,
    CAST(SUM(ms_played) AS {{bigint}}) AS ms_played,
    CAST(COUNT(*) FILTER (WHERE play_key = session_key) AS INTEGER) AS sessions,
    CAST(COUNT(ms_played) AS INTEGER) AS timed_plays
FROM plays
WHERE listener_key IN (SELECT listener_key FROM touched_listeners)
GROUP BY listener_key, local_date, platform

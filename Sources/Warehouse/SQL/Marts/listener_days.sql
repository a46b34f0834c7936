-- title: What each listener did on each day
-- grain: one row per listener, listener-local day and platform with at least one play
-- definition: Plays belong to the day on which they began; a session to the day on which it began.
-- inputs: plays, touched_listeners
SELECT
    listener_key,
    local_date,
    platform,
    CAST(COUNT(*) AS INTEGER) AS plays,
    CAST(COUNT(*) FILTER (WHERE ms_played >= 30000) AS INTEGER) AS streams,
    CAST(COUNT(*) FILTER (WHERE skipped) AS INTEGER) AS skips,
    CAST(COUNT(skipped) AS INTEGER) AS known_skips,
    CAST(COALESCE(SUM(ms_played), 0) AS {{bigint}}) AS ms_played,
    CAST(COUNT(*) FILTER (WHERE play_key = session_key) AS INTEGER) AS sessions
FROM plays
WHERE (:everyone OR listener_key IN (SELECT listener_key FROM touched_listeners))
GROUP BY listener_key, local_date, platform

-- title: How each track did on each day
-- grain: one row per track, listener-local day and platform with at least one play
-- definition: Plays belong to the listener-local day on which they began. listeners counts distinct listeners of the day. What the source does
--   not record is NULL, never 0: ms_played and streams are those of the timed_plays, skips those of the known_skips plays, as in listener_days.
-- inputs: plays, touched_days
WITH by_listener AS (
    SELECT
        track_key,
        local_date,
        platform,
        listener_key,
        COUNT(*) AS plays,
        SUM(CASE WHEN {{is_stream(ms_played)}} THEN 1 WHEN ms_played IS NOT NULL THEN 0 END) AS streams,
        SUM(CASE WHEN skipped THEN 1 WHEN skipped IS NOT NULL THEN 0 END) AS skips,
        COUNT(skipped) AS known_skips,
        CAST(SUM(ms_played) AS {{bigint}}) AS ms_played,
        COUNT(ms_played) AS timed_plays
    FROM plays
    WHERE local_date IN (SELECT local_date FROM touched_days)
    GROUP BY track_key, local_date, platform, listener_key
)

SELECT
    track_key,
    local_date,
    platform,
    CAST(SUM(plays) AS INTEGER) AS plays,
    CAST(SUM(streams) AS INTEGER) AS streams,
    CAST(SUM(skips) AS INTEGER) AS skips,
    CAST(SUM(known_skips) AS INTEGER) AS known_skips,
    CAST(COUNT(*) AS INTEGER) AS listeners,
    CAST(SUM(ms_played) AS {{bigint}}) AS ms_played,
    CAST(SUM(timed_plays) AS INTEGER) AS timed_plays
FROM by_listener
GROUP BY track_key, local_date, platform

-- title: How each track did on each day
-- grain: one row per track, listener-local day and platform with at least one play
-- definition: Plays belong to the listener-local day on which they began. listeners counts distinct listeners of the day.
-- inputs: plays, touched_days
WITH by_listener AS (
    SELECT
        track_key,
        local_date,
        platform,
        listener_key,
        CAST(COUNT(*) AS INTEGER) AS plays,
        CAST(COUNT(*) FILTER (WHERE ms_played >= 30000) AS INTEGER) AS streams,
        CAST(COUNT(*) FILTER (WHERE skipped) AS INTEGER) AS skips,
        CAST(COUNT(skipped) AS INTEGER) AS known_skips,
        CAST(COALESCE(SUM(ms_played), 0) AS {{bigint}}) AS ms_played
    FROM plays
    WHERE (:everyone OR local_date IN (SELECT local_date FROM touched_days))
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
    CAST(SUM(ms_played) AS {{bigint}}) AS ms_played
FROM by_listener
GROUP BY track_key, local_date, platform

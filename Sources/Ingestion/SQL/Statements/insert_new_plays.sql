-- title: The new plays, with their place in their sessions
-- changes: adds one row per row of new_plays to plays
-- inputs: new_plays, session_places, staged_plays
-- parameter import_key: key | the import that brings them
INSERT INTO plays (
    play_key, import_key, listener_key, track_key, session_key, session_position, started_at, ended_at, ms_played,
    local_date, local_hour, local_weekday, platform, device, context, context_position, reason_start, reason_end,
    shuffle, offline, incognito, skip_kind, skipped, time_precision
)
SELECT
    new_plays.play_key,
    CAST(:import_key AS {{bigint}}) AS import_key,
    new_plays.listener_key,
    track_key,
    session_key,
    session_position,
    new_plays.started_at,
    new_plays.ended_at,
    ms_played,
    new_plays.local_date,
    local_hour,
    local_weekday,
    platform,
    device,
    context,
    context_position,
    reason_start,
    reason_end,
    shuffle,
    offline,
    incognito,
    skip_kind,
    {{is_skipped(skip_kind)}} AS skipped,
    time_precision
FROM new_plays
INNER JOIN session_places ON new_plays.play_key = session_places.play_key
INNER JOIN staged_plays ON new_plays.staged_order = staged_plays.staged_order
ORDER BY new_plays.play_key

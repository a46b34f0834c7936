-- title: Plays that finer ones of an undone import had replaced
-- changes: adds one row per play that the import replaced to plays; their sessions are found anew afterwards
-- inputs: replaced_plays
-- parameter key: key | the import that is undone
INSERT INTO plays (
    play_key, import_key, listener_key, track_key, started_at, ended_at, ms_played, local_date, local_hour,
    local_weekday, platform, device, context, context_id, context_position, reason_start, reason_end, shuffle,
    offline, incognito, skip_kind, skipped, time_precision, session_key, session_position
)
SELECT
    play_key, import_key, listener_key, track_key, started_at, ended_at, ms_played, local_date, local_hour,
    local_weekday, platform, device, context, context_id, context_position, reason_start, reason_end, shuffle,
    offline, incognito, skip_kind, skipped, time_precision, play_key AS session_key, 0 AS session_position
FROM replaced_plays
WHERE replaced_by = :key

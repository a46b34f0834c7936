-- title: Plays that finer ones take the place of
-- changes: adds one row per play that new_plays replaces to replaced_plays, from where the undo of the import brings it
--   back
-- inputs: plays, new_plays
-- parameter key: key | the import whose plays replace them
INSERT INTO replaced_plays (
    replaced_by, play_key, import_key, listener_key, track_key, started_at, ended_at, ms_played, local_date,
    local_hour, local_weekday, platform, device, context, context_id, context_position, reason_start, reason_end,
    shuffle, offline, incognito, skip_kind, skipped, time_precision
)
SELECT
    CAST(:key AS {{bigint}}) AS replaced_by, play_key, import_key, listener_key, track_key, started_at, ended_at,
    ms_played, local_date, local_hour, local_weekday, platform, device, context, context_id, context_position,
    reason_start, reason_end, shuffle, offline, incognito, skip_kind, skipped, time_precision
FROM plays
WHERE play_key IN (SELECT replaces FROM new_plays)

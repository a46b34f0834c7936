-- title: Staged plays that the warehouse does not hold yet
-- grain: one row per play
-- definition: A play is known if one of the same listener has its fingerprint and occurrence. Keys follow the order of the listener's log.
-- inputs: staged_plays, staged_tracks, tracks, plays
-- parameter first_key: key | the first surrogate key that is free
-- parameter import_key: key | the import that brings them
SELECT
    :first_key + ROW_NUMBER() OVER (ORDER BY staged_plays.listener_key, staged_plays.ended_at, staged_plays.staged_order) - 1 AS play_key,
    CAST(:import_key AS {{bigint}}) AS import_key,
    staged_plays.fingerprint,
    staged_plays.occurrence,
    staged_plays.listener_key,
    tracks.track_key,
    staged_plays.started_at,
    staged_plays.ended_at,
    staged_plays.ms_played,
    staged_plays.local_date,
    staged_plays.local_hour,
    staged_plays.local_weekday,
    staged_plays.platform,
    staged_plays.device,
    staged_plays.context,
    staged_plays.context_position,
    staged_plays.reason_start,
    staged_plays.reason_end,
    staged_plays.shuffle,
    staged_plays.offline,
    staged_plays.incognito,
    staged_plays.skip_kind,
    staged_plays.skipped,
    staged_plays.time_precision
FROM staged_plays
INNER JOIN staged_tracks ON staged_plays.staged_track = staged_tracks.staged_index
INNER JOIN tracks ON staged_tracks.track_id = tracks.track_id
WHERE NOT EXISTS (
    SELECT 1
    FROM plays
    WHERE
        plays.listener_key = staged_plays.listener_key
        AND plays.fingerprint = staged_plays.fingerprint
        AND plays.occurrence = staged_plays.occurrence
)

-- title: Plays as they are exported
-- grain: one row per play, skips included
-- definition: Names and ids in place of keys, so that the file can be read without the warehouse and imported again with its own column names.
-- inputs: plays, tracks, artists, listeners
SELECT
    listeners.listener_id AS listener,
    listeners.zone,
    listeners.country,
    listeners.tier,
    listeners.age_group,
    listeners.signed_up_on,
    plays.started_at,
    plays.ended_at,
    plays.ms_played,
    plays.local_date,
    plays.local_hour,
    plays.platform,
    plays.device,
    plays.context,
    plays.context_position,
    plays.reason_start,
    plays.reason_end,
    plays.shuffle,
    plays.offline,
    plays.incognito,
    plays.skip_kind,
    plays.skipped,
    plays.time_precision,
    tracks.track_id,
    tracks.name AS track,
    artists.name AS artist,
    tracks.album,
    tracks.genre,
    tracks.release_date,
    tracks.duration_ms,
    tracks.popularity,
    tracks.danceability,
    tracks.energy,
    tracks.valence,
    tracks.acousticness,
    tracks.instrumentalness,
    tracks.liveness,
    tracks.speechiness,
    tracks.loudness,
    tracks.tempo,
    tracks.music_key,
    tracks.mode
FROM plays
INNER JOIN tracks ON plays.track_key = tracks.track_key
INNER JOIN artists ON tracks.artist_key = artists.artist_key
INNER JOIN listeners ON plays.listener_key = listeners.listener_key
ORDER BY plays.local_date, plays.listener_key, plays.ended_at, plays.play_key

-- title: Tracks that the warehouse does not know yet
-- grain: one row per track id
-- inputs: staged_tracks, artists, tracks
-- parameter first_key: key | the first surrogate key that is free
-- parameter import_key: key | the import that brings them
SELECT
    :first_key + ROW_NUMBER() OVER (ORDER BY staged.first_index) - 1 AS track_key,
    staged.track_id,
    staged.name,
    artists.artist_key,
    staged.album,
    staged.genre,
    staged.release_date,
    staged.duration_ms,
    staged.popularity,
    staged.danceability,
    staged.energy,
    staged.valence,
    staged.acousticness,
    staged.instrumentalness,
    staged.liveness,
    staged.speechiness,
    staged.loudness,
    staged.tempo,
    staged.music_key,
    staged.mode,
    :import_key AS import_key
FROM (
    SELECT staged_tracks.*, ROW_NUMBER() OVER (PARTITION BY track_id ORDER BY staged_index) AS place, staged_index AS first_index
    FROM staged_tracks
) AS staged
INNER JOIN artists ON staged.artist = artists.name
WHERE staged.place = 1 AND NOT EXISTS (SELECT 1 FROM tracks WHERE tracks.track_id = staged.track_id)

-- title: Which tracks are one song
-- grain: one row per track that shares title and artist with a staged one
-- definition: Tracks of one title and artist are one song, whatever their ids, so that a play is known again in a format that has no ids.
--   A track whose names are withheld is a song by itself.
-- inputs: staged_tracks, tracks
-- parameter title: text | the title of a track that has none
WITH staged AS (
    SELECT DISTINCT tracks.artist_key, tracks.name
    FROM staged_tracks
    INNER JOIN tracks ON staged_tracks.track_id = tracks.track_id
)

SELECT
    tracks.track_key,
    tracks.artist_key,
    CASE
        WHEN tracks.name = :title THEN tracks.track_key
        ELSE MIN(tracks.track_key) OVER (PARTITION BY tracks.artist_key, tracks.name)
    END AS song_key
FROM tracks
INNER JOIN staged ON tracks.artist_key = staged.artist_key AND tracks.name = staged.name

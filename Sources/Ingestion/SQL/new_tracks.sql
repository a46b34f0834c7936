-- title: Tracks that the warehouse does not know yet
-- grain: one row per track id
-- definition: Names and attributes follow from observations; until then a track has the names of what a service withholds.
-- inputs: staged_tracks, tracks, artists
-- parameter first_key: key | the first surrogate key that is free
-- parameter import_key: key | the import that brings them
-- parameter title: text | the title of a track that has none
-- parameter artist: text | the artist of a track that has none
SELECT
    :first_key + ROW_NUMBER() OVER (ORDER BY staged.track_id) - 1 AS track_key,
    staged.track_id,
    CAST(:title AS {{text}}) AS name,
    (SELECT MIN(artists.artist_key) FROM artists WHERE artists.name = :artist) AS artist_key,
    CAST(:import_key AS {{bigint}}) AS import_key
FROM (SELECT DISTINCT track_id FROM staged_tracks) AS staged
WHERE NOT EXISTS (SELECT 1 FROM tracks WHERE tracks.track_id = staged.track_id)

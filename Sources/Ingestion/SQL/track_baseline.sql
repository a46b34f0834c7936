-- title: What was known of the touched tracks before anything was observed
-- grain: one row per touched track without an observation, and attribute
-- definition: Tracks of simulations and of earlier versions have attributes without a moment; any observation is later than these.
-- inputs: observed_tracks, tracks, artists, track_observations
-- parameter import_key: key | the import that is being loaded, whose own tracks have nothing yet
-- parameter title: text | the title of a track that has none
-- parameter artist: text | the artist of a track that has none
WITH unobserved AS (
    SELECT tracks.*, artists.name AS artist
    FROM tracks
    INNER JOIN artists ON tracks.artist_key = artists.artist_key
    WHERE
        tracks.track_key IN (SELECT track_key FROM observed_tracks)
        AND tracks.track_key NOT IN (SELECT track_key FROM track_observations)
        AND tracks.import_key <> :import_key
)

SELECT track_key, import_key, 'name' AS attribute, name AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE name <> :title
UNION ALL
SELECT track_key, import_key, 'artist' AS attribute, artist AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE artist <> :artist
UNION ALL
SELECT track_key, import_key, 'album' AS attribute, album AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE album IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'genre' AS attribute, genre AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE genre IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'release_date' AS attribute, CAST(release_date AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE release_date IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'duration_ms' AS attribute, CAST(duration_ms AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE duration_ms IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'popularity' AS attribute, CAST(popularity AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE popularity IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'danceability' AS attribute, CAST(danceability AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE danceability IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'energy' AS attribute, CAST(energy AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE energy IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'valence' AS attribute, CAST(valence AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE valence IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'acousticness' AS attribute, CAST(acousticness AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE acousticness IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'instrumentalness' AS attribute, CAST(instrumentalness AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE instrumentalness IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'liveness' AS attribute, CAST(liveness AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE liveness IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'speechiness' AS attribute, CAST(speechiness AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE speechiness IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'loudness' AS attribute, CAST(loudness AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE loudness IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'tempo' AS attribute, CAST(tempo AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE tempo IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'music_key' AS attribute, CAST(music_key AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE music_key IS NOT NULL
UNION ALL
SELECT track_key, import_key, 'mode' AS attribute, CAST(mode AS {{text}}) AS value, TIMESTAMP '1970-01-01 00:00:00' AS observed_at
FROM unobserved
WHERE mode IS NOT NULL

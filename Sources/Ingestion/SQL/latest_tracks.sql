-- title: What is last known of the touched tracks
-- grain: one row per touched track that has an observation
-- definition: Of each attribute the value that was observed last; of values of one moment the greatest. NULL where none was observed.
-- inputs: observed_tracks, track_observations
WITH ranked AS (
    SELECT
        track_key,
        attribute,
        value,
        ROW_NUMBER() OVER (PARTITION BY track_key, attribute ORDER BY observed_at DESC, value DESC) AS place
    FROM track_observations
    WHERE track_key IN (SELECT track_key FROM observed_tracks)
)

SELECT
    track_key,
    MAX(CASE WHEN attribute = 'name' THEN value END) AS name,
    MAX(CASE WHEN attribute = 'artist' THEN value END) AS artist,
    MAX(CASE WHEN attribute = 'album' THEN value END) AS album,
    MAX(CASE WHEN attribute = 'genre' THEN value END) AS genre,
    CAST(MAX(CASE WHEN attribute = 'release_date' THEN value END) AS DATE) AS release_date,
    CAST(MAX(CASE WHEN attribute = 'duration_ms' THEN value END) AS {{bigint}}) AS duration_ms,
    CAST(MAX(CASE WHEN attribute = 'popularity' THEN value END) AS {{double}}) AS popularity,
    CAST(MAX(CASE WHEN attribute = 'danceability' THEN value END) AS {{double}}) AS danceability,
    CAST(MAX(CASE WHEN attribute = 'energy' THEN value END) AS {{double}}) AS energy,
    CAST(MAX(CASE WHEN attribute = 'valence' THEN value END) AS {{double}}) AS valence,
    CAST(MAX(CASE WHEN attribute = 'acousticness' THEN value END) AS {{double}}) AS acousticness,
    CAST(MAX(CASE WHEN attribute = 'instrumentalness' THEN value END) AS {{double}}) AS instrumentalness,
    CAST(MAX(CASE WHEN attribute = 'liveness' THEN value END) AS {{double}}) AS liveness,
    CAST(MAX(CASE WHEN attribute = 'speechiness' THEN value END) AS {{double}}) AS speechiness,
    CAST(MAX(CASE WHEN attribute = 'loudness' THEN value END) AS {{double}}) AS loudness,
    CAST(MAX(CASE WHEN attribute = 'tempo' THEN value END) AS {{double}}) AS tempo,
    CAST(MAX(CASE WHEN attribute = 'music_key' THEN value END) AS SMALLINT) AS music_key,
    CAST(MAX(CASE WHEN attribute = 'mode' THEN value END) AS SMALLINT) AS mode
FROM ranked
WHERE place = 1
GROUP BY track_key

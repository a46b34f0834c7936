-- title: What the staged tracks say of themselves
-- changes: adds one row per track and attribute to track_observations: what was said last
-- inputs: staged_observations, staged_tracks, tracks
-- parameter import_key: key | the import that says so
INSERT INTO track_observations (track_key, import_key, attribute, value, observed_at)
SELECT track_key, CAST(:import_key AS {{bigint}}) AS import_key, attribute, value, observed_at
FROM (
    SELECT
        tracks.track_key, staged_observations.attribute, staged_observations.value, staged_observations.observed_at,
        ROW_NUMBER() OVER (
            PARTITION BY tracks.track_key, staged_observations.attribute
            ORDER BY staged_observations.observed_at DESC, staged_observations.value DESC
        ) AS place
    FROM staged_observations
    INNER JOIN staged_tracks ON staged_observations.staged_index = staged_tracks.staged_index
    INNER JOIN tracks ON staged_tracks.track_id = tracks.track_id
) AS ranked
WHERE place = 1

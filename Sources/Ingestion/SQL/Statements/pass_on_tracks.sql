-- title: What an undone import brought and a later one uses becomes that import's: tracks
-- changes: tracks.import_key of the tracks of the import that are still used
-- inputs: tracks, plays
-- parameter key: key | the import that is undone
UPDATE tracks SET import_key = used.import_key
FROM (SELECT track_key, MIN(import_key) AS import_key FROM plays GROUP BY track_key) AS used
WHERE tracks.import_key = :key AND tracks.track_key = used.track_key

-- title: What an undone import brought and a later one uses becomes that import's: artists
-- changes: artists.import_key of the artists of the import that are still used
-- inputs: artists, tracks
-- parameter key: key | the import that is undone
UPDATE artists SET import_key = used.import_key
FROM (SELECT artist_key, MIN(import_key) AS import_key FROM tracks GROUP BY artist_key) AS used
WHERE artists.import_key = :key AND artists.artist_key = used.artist_key

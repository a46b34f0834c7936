-- title: Artists that the warehouse does not know yet
-- grain: one row per artist name
-- inputs: staged_tracks, artists
SELECT staged.artist AS name
FROM (SELECT DISTINCT artist FROM staged_tracks) AS staged
WHERE NOT EXISTS (SELECT 1 FROM artists WHERE artists.name = staged.artist)
ORDER BY staged.artist

-- title: What an import holds, duplicates included
-- grain: one row
-- definition: under counts the plays that are too short to be streams; plays of unknown length are in neither ms_played
--   nor known.
-- inputs: incoming_plays, songs
SELECT COUNT(DISTINCT songs.artist_key) AS artists, COUNT(DISTINCT incoming_plays.track_key) AS tracks,
    COUNT(DISTINCT incoming_plays.listener_key) AS listeners,
    CAST(SUM(ms_played) AS {{double}}) AS ms_played, COUNT(ms_played) AS known, COUNT(*) AS plays,
    COUNT(CASE WHEN NOT {{is_stream(ms_played)}} THEN 1 END) AS under
FROM incoming_plays INNER JOIN songs ON incoming_plays.track_key = songs.track_key

-- title: Each staged play once
-- grain: one row per play of the import, known by its place among the staged ones
-- definition: Identical rows of one file (listener, song, end, time listened) are different plays; the same row in another file is the same
--   play again, of which the copy that says most is kept. `occurrence` numbers identical plays.
-- inputs: staged_plays, staged_tracks, tracks, songs
WITH identified AS (
    SELECT
        staged_plays.staged_order,
        staged_plays.file_index,
        staged_plays.listener_key,
        staged_plays.ended_at,
        staged_plays.ms_played,
        tracks.track_key,
        songs.song_key,
        COALESCE(staged_plays.ms_played, -1) AS length,
        CASE WHEN staged_plays.time_precision = 'minute' THEN 1 ELSE 0 END AS is_coarse,
        CASE WHEN staged_plays.reason_end IS NULL THEN 1 ELSE 0 END + CASE WHEN staged_plays.device IS NULL THEN 1 ELSE 0 END
        + CASE WHEN staged_plays.context IS NULL THEN 1 ELSE 0 END + CASE WHEN staged_plays.shuffle IS NULL THEN 1 ELSE 0 END AS gaps
    FROM staged_plays
    INNER JOIN staged_tracks ON staged_plays.staged_track = staged_tracks.staged_index
    INNER JOIN tracks ON staged_tracks.track_id = tracks.track_id
    INNER JOIN songs ON tracks.track_key = songs.track_key
),

numbered AS (
    SELECT
        identified.*,
        ROW_NUMBER() OVER (PARTITION BY listener_key, song_key, ended_at, length, is_coarse, file_index ORDER BY gaps, staged_order) AS occurrence
    FROM identified
),

copies AS (
    SELECT
        numbered.*,
        ROW_NUMBER() OVER (
            PARTITION BY listener_key, song_key, ended_at, length, is_coarse, occurrence ORDER BY gaps, track_key, staged_order
        ) AS copy
    FROM numbered
)

SELECT
    staged_order,
    listener_key,
    track_key,
    song_key,
    ended_at,
    ms_played,
    length,
    is_coarse,
    occurrence,
    {{int_div({{micros_between(TIMESTAMP '1970-01-01 00:00:00', ended_at)}}, 60000000)}} AS minute
FROM copies
WHERE copy = 1

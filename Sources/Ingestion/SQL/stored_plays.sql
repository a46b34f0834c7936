-- title: Plays of the warehouse that a staged play may be
-- grain: one row per play
-- definition: Plays of the staged listeners of the same songs, within the time that is staged. `occurrence` numbers identical plays.
-- inputs: plays, songs, incoming_plays
WITH bounds AS (
    SELECT
        listener_key,
        MIN(ended_at) - INTERVAL '1' MINUTE AS first_end,
        MAX(ended_at) + INTERVAL '1' MINUTE AS last_end
    FROM incoming_plays
    GROUP BY listener_key
)

SELECT
    plays.play_key,
    plays.listener_key,
    songs.song_key,
    plays.ended_at,
    COALESCE(plays.ms_played, -1) AS length,
    CASE WHEN plays.time_precision = 'minute' THEN 1 ELSE 0 END AS is_coarse,
    {{int_div({{micros_between(TIMESTAMP '1970-01-01 00:00:00', plays.ended_at)}}, 60000000)}} AS minute
FROM plays
INNER JOIN bounds ON plays.listener_key = bounds.listener_key
INNER JOIN songs ON plays.track_key = songs.track_key
WHERE plays.ended_at BETWEEN bounds.first_end AND bounds.last_end

-- title: The session of each play of the touched listeners
-- grain: one row per play
-- definition: Plays of one listener, in the order of their ends, of which the next starts less than 30 minutes after the one before ended.
--   A session is known by the key of its first play.
-- inputs: play_times, touched_listeners
WITH marked AS (
    SELECT
        play_key,
        listener_key,
        ended_at,
        CASE
            WHEN {{micros_between(LAG(ended_at) OVER (PARTITION BY listener_key ORDER BY ended_at, play_key), started_at)}} < {{session_gap_microseconds}} THEN 0
            ELSE 1
        END AS opens
    FROM play_times
),

numbered AS (
    SELECT
        play_key,
        listener_key,
        ended_at,
        SUM(opens) OVER (PARTITION BY listener_key ORDER BY ended_at, play_key ROWS UNBOUNDED PRECEDING) AS session_number
    FROM marked
)

SELECT
    play_key,
    FIRST_VALUE(play_key) OVER (PARTITION BY listener_key, session_number ORDER BY ended_at, play_key) AS session_key,
    CAST(ROW_NUMBER() OVER (PARTITION BY listener_key, session_number ORDER BY ended_at, play_key) AS INTEGER) AS session_position
FROM numbered

-- title: The plays that are changed in one round of the leak check
-- changes: makes leak_targets, one row per listener who has so many plays of known length and skip
-- definition: A changed end stays between the ends of its neighbours, because features may know the order of the log.
-- inputs: plays
-- parameter place: integer | the place of a listener's play in a fixed shuffle, from 1
CREATE TEMPORARY TABLE leak_targets AS
SELECT play_key, started_at, ended_at, ms_played, skipped, skip_kind, told_ms,
    GREATEST(
        COALESCE(end_before, LEAST(COALESCE(end_after, told_end), told_end)),
        LEAST(COALESCE(end_after, told_end), told_end)
    ) AS told_end,
    {{add_milliseconds(ended_at, -told_ms)}} AS told_start
FROM (
    SELECT *, {{add_milliseconds(started_at, told_ms)}} AS told_end,
        ROW_NUMBER() OVER (
            PARTITION BY listener_key, known
            ORDER BY (play_key * 2654435761) % 1000003, play_key
        ) AS place
    FROM (
        SELECT play_key, listener_key, started_at, ended_at, ms_played, skipped, skip_kind,
            (ms_played * 7919 + 12345) % 299993 AS told_ms, skipped IS NOT NULL AND ms_played IS NOT NULL AS known,
            LAG(ended_at) OVER (PARTITION BY listener_key ORDER BY ended_at, play_key) AS end_before,
            LEAD(ended_at) OVER (PARTITION BY listener_key ORDER BY ended_at, play_key) AS end_after
        FROM plays
    ) AS told
) AS dealt
WHERE known AND place = :place

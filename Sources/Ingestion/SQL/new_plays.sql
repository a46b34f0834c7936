-- title: Staged plays that the warehouse does not hold yet
-- grain: one row per play
-- definition: A play is known if the warehouse holds as many plays of the same listener, song, end and time listened. Where one source knows
--   the minute of an end and another the second, plays of one listener, song, time listened and minute are the same: of those the finer
--   is kept, and `replaces` names the coarser one that it takes the place of. Keys follow the order of the listener's log.
-- inputs: incoming_plays, stored_plays, staged_plays, tracks
-- parameter first_key: key | the first surrogate key that is free
WITH stored_exact AS (
    SELECT listener_key, song_key, ended_at, length, is_coarse, COUNT(*) AS n
    FROM stored_plays
    GROUP BY listener_key, song_key, ended_at, length, is_coarse
),

unknown AS (
    SELECT incoming_plays.*
    FROM incoming_plays
    LEFT JOIN stored_exact
        ON
            incoming_plays.listener_key = stored_exact.listener_key
            AND incoming_plays.song_key = stored_exact.song_key
            AND incoming_plays.ended_at = stored_exact.ended_at
            AND incoming_plays.length = stored_exact.length
            AND incoming_plays.is_coarse = stored_exact.is_coarse
    WHERE incoming_plays.occurrence > COALESCE(stored_exact.n, 0)
),

finer AS (
    SELECT
        unknown.*,
        ROW_NUMBER() OVER (PARTITION BY listener_key, song_key, length, minute ORDER BY ended_at, occurrence, staged_order) AS place
    FROM unknown
    WHERE is_coarse = 0
),

stored_coarse AS (
    SELECT
        play_key,
        listener_key,
        song_key,
        length,
        minute,
        ROW_NUMBER() OVER (PARTITION BY listener_key, song_key, length, minute ORDER BY play_key) AS place
    FROM stored_plays
    WHERE is_coarse = 1
),

finer_new AS (
    SELECT finer.*, stored_coarse.play_key AS replaces
    FROM finer
    LEFT JOIN stored_coarse
        ON
            finer.listener_key = stored_coarse.listener_key
            AND finer.song_key = stored_coarse.song_key
            AND finer.length = stored_coarse.length
            AND finer.minute = stored_coarse.minute
            AND finer.place = stored_coarse.place
),

in_minute AS (
    SELECT listener_key, song_key, length, minute, COUNT(*) AS n
    FROM (
        SELECT listener_key, song_key, length, minute FROM stored_plays
        UNION ALL
        SELECT listener_key, song_key, length, minute FROM finer_new WHERE replaces IS NULL
    ) AS known
    GROUP BY listener_key, song_key, length, minute
),

coarse_new AS (
    SELECT unknown.*, unknown.occurrence AS place, CAST(NULL AS {{bigint}}) AS replaces
    FROM unknown
    LEFT JOIN in_minute
        ON
            unknown.listener_key = in_minute.listener_key
            AND unknown.song_key = in_minute.song_key
            AND unknown.length = in_minute.length
            AND unknown.minute = in_minute.minute
    WHERE unknown.is_coarse = 1 AND unknown.occurrence > COALESCE(in_minute.n, 0)
),

found AS (
    SELECT staged_order, track_key, replaces FROM finer_new
    UNION ALL
    SELECT staged_order, track_key, replaces FROM coarse_new
)

SELECT
    :first_key + ROW_NUMBER() OVER (ORDER BY staged_plays.listener_key, staged_plays.ended_at, staged_plays.staged_order) - 1 AS play_key,
    found.staged_order,
    found.replaces,
    found.track_key,
    staged_plays.listener_key,
    staged_plays.started_at,
    staged_plays.ended_at,
    staged_plays.local_date,
    {{skip_kind(staged_plays.ms_played, tracks.duration_ms, staged_plays.reason_end)}} AS skip_kind
FROM found
INNER JOIN staged_plays ON found.staged_order = staged_plays.staged_order
INNER JOIN tracks ON found.track_key = tracks.track_key

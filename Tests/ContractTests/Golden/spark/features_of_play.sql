WITH heard AS (
    SELECT
        plays.play_key,
        plays.listener_key,
        plays.track_key,
        plays.session_key,
        plays.started_at,
        plays.ended_at,
        plays.local_date,
        plays.local_hour,
        LEAST(plays.session_position - 1, 30) AS position,
        plays.ms_played,
        CASE WHEN plays.skipped THEN 1 ELSE 0 END AS skip,
        tracks.duration_ms,
        CASE WHEN tracks.energy BETWEEN 0 AND 1 THEN CAST(ROUND(tracks.energy * 1000000) AS INTEGER) END AS energy,
        CASE
            WHEN listener_tastes.affinity BETWEEN 0 AND 1 THEN CAST(ROUND((listener_tastes.affinity - 0.5) * 1000000) AS INTEGER)
            ELSE 0
        END AS taste
    FROM plays
    INNER JOIN tracks ON plays.track_key = tracks.track_key
    LEFT JOIN listener_tastes
        ON plays.listener_key = listener_tastes.listener_key
        AND tracks.genre = listener_tastes.genre
    WHERE plays.skipped IS NOT NULL
        AND plays.local_date <= CAST(:p1 AS DATE)
        AND plays.listener_key % :p2 = :p3
),

track_history AS (
    SELECT
        play_key,
        listener_key,
        track_key,
        session_key,
        started_at,
        ended_at,
        local_date,
        local_hour,
        position,
        ms_played,
        skip,
        energy,
        taste,
        CAST(ms_played AS DOUBLE) / GREATEST(
            duration_ms,
            LAG(ms_played, 1) OVER in_order,
            LAG(ms_played, 2) OVER in_order,
            LAG(ms_played, 3) OVER in_order,
            ms_played,
            1
        ) AS share,
        ROW_NUMBER() OVER in_order - 1 AS track_plays,
        COUNT(NULLIF(skip, 0)) OVER earlier AS track_skips,
        LAG(ended_at) OVER in_order AS track_ended_at
    FROM heard
    WINDOW
        in_order AS (PARTITION BY listener_key, track_key ORDER BY ended_at, play_key),
        earlier AS (
            PARTITION BY listener_key, track_key ORDER BY ended_at, play_key
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
),

listener_history AS (
    SELECT
        play_key,
        listener_key,
        session_key,
        started_at,
        local_date,
        position,
        skip,
        taste,
        CAST(ROUND(COS(local_hour * PI() / 12) * 1000000) AS INTEGER) AS hour_cos,
        CAST(ROUND(SIN(local_hour * PI() / 12) * 1000000) AS INTEGER) AS hour_sin,
        track_plays,
        track_skips,
        CASE
            WHEN LAG(session_key) OVER in_order = session_key
                THEN COALESCE(ABS(energy - LAG(energy) OVER in_order), 0)
            ELSE 0
        END AS energy_distance,
        CASE WHEN LAG(track_key) OVER in_order = track_key THEN 1 ELSE 0 END AS same_track,
        LAG(share) OVER in_order AS previous_share,
        LAG(ms_played) OVER in_order AS previous_ms,
        (unix_micros(CAST(LAG(ended_at) OVER in_order AS TIMESTAMP)) - unix_micros(CAST(track_ended_at AS TIMESTAMP))) AS track_gap_micros,
        (unix_micros(CAST(track_ended_at AS TIMESTAMP)) - unix_micros(CAST(LAG(track_ended_at) OVER in_order AS TIMESTAMP))) AS following_micros,
        (unix_micros(CAST(LAG(ended_at) OVER in_order AS TIMESTAMP)) - unix_micros(CAST(LAG(ended_at, 2) OVER in_order AS TIMESTAMP))) AS previous_micros,
        (unix_micros(CAST(LAG(ended_at) OVER in_order AS TIMESTAMP)) - unix_micros(CAST(LAG(ended_at, 4) OVER in_order AS TIMESTAMP))) AS last_3_micros,
        ROW_NUMBER() OVER in_order - 1 AS listener_plays,
        COUNT(NULLIF(skip, 0)) OVER earlier AS listener_skips,
        CAST(COALESCE(SUM(ms_played) OVER earlier, 0) AS BIGINT) AS listener_ms,
        CAST(COALESCE(SUM(taste) OVER earlier, 0) AS BIGINT) AS listener_taste,
        LAG(skip, 1, 0) OVER in_order AS skip_1,
        LAG(skip, 2, 0) OVER in_order AS skip_2,
        LAG(skip, 3, 0) OVER in_order AS skip_3,
        LAG(skip, 4, 0) OVER in_order AS skip_4,
        LAG(skip, 5, 0) OVER in_order AS skip_5,
        LAG(skip, 6, 0) OVER in_order AS skip_6,
        LAG(skip, 7, 0) OVER in_order AS skip_7,
        LAG(skip, 8, 0) OVER in_order AS skip_8,
        LAG(skip, 9, 0) OVER in_order AS skip_9,
        LAG(skip, 10, 0) OVER in_order AS skip_10
    FROM track_history
    WINDOW
        in_order AS (PARTITION BY listener_key ORDER BY ended_at, play_key),
        earlier AS (
            PARTITION BY listener_key ORDER BY ended_at, play_key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
),

session_sums AS (
    SELECT
        session_key,
        listener_key,
        MIN(listener_plays) AS plays_before,
        MIN(listener_ms) AS ms_before,
        SUM(energy_distance) AS energy_distance,
        SUM(hour_cos) AS hour_cos,
        SUM(hour_sin) AS hour_sin,
        SUM(position) AS positions,
        CAST(SUM(CAST(listener_ms AS DECIMAL(38, 0))) - COUNT(*) * CAST(MIN(listener_ms) AS DECIMAL(38, 0)) AS DOUBLE) AS fatigue_ms
    FROM listener_history
    GROUP BY session_key, listener_key
),

-- Summed by session, which is far cheaper than by play; what the plays of the current session add is put in at the end.
earlier_sessions AS (
    SELECT
        session_key,
        plays_before,
        ms_before,
        CAST(COALESCE(SUM(energy_distance) OVER earlier, 0) AS DOUBLE) AS energy_distance,
        CAST(COALESCE(SUM(hour_cos) OVER earlier, 0) AS DOUBLE) AS hour_cos,
        CAST(COALESCE(SUM(hour_sin) OVER earlier, 0) AS DOUBLE) AS hour_sin,
        CAST(COALESCE(SUM(positions) OVER earlier, 0) AS DOUBLE) AS positions,
        CAST(COALESCE(SUM(fatigue_ms) OVER earlier, 0) AS DOUBLE) AS fatigue_ms
    FROM session_sums
    WINDOW earlier AS (
        PARTITION BY listener_key ORDER BY plays_before ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),

recent_skips AS (
    SELECT
        *,
        skip_1 + skip_2 + skip_3 + skip_4 + skip_5 + skip_6 + skip_7 + skip_8 + skip_9 + skip_10 AS skips_of_10,
        skip_1 + 0.7 * (skip_2 + 0.7 * (skip_3 + 0.7 * (skip_4 + 0.7 * (skip_5 + 0.7 * (skip_6 + 0.7 * (skip_7
            + 0.7 * (skip_8 + 0.7 * (skip_9 + 0.7 * CAST(skip_10 AS DOUBLE))))))))) AS recent_skips
    FROM listener_history
    WHERE local_date >= CAST(:p4 AS DATE)
),

rates AS (
    SELECT
        recent_skips.*,
        recent_skips.listener_plays - earlier_sessions.plays_before AS session_plays,
        recent_skips.listener_ms - earlier_sessions.ms_before AS session_ms,
        earlier_sessions.plays_before,
        earlier_sessions.energy_distance AS energy_distance_before,
        earlier_sessions.hour_cos AS hour_cos_before,
        earlier_sessions.hour_sin AS hour_sin_before,
        earlier_sessions.positions AS positions_before,
        earlier_sessions.fatigue_ms AS fatigue_ms_before,
        CAST(recent_skips.listener_plays + 15 AS DOUBLE) AS evidence,
        (recent_skips.listener_skips + 5) / CAST(recent_skips.listener_plays + 15 AS DOUBLE) AS listener_rate,
        (1 - POWER(CAST(0.7 AS DOUBLE), LEAST(recent_skips.listener_plays, 10))) / 0.3 AS recent_plays
    FROM recent_skips
    INNER JOIN earlier_sessions ON recent_skips.session_key = earlier_sessions.session_key
),

terms AS (
    SELECT
        *,
        LN(listener_rate / (1 - listener_rate)) AS listener_logit,
        LN(
            (recent_skips + 0.5 * listener_rate) / (recent_plays - recent_skips + 0.5 * (1 - listener_rate))
        ) AS recent_logit,
        LN((track_skips + 4 * listener_rate) / (track_plays - track_skips + 4 * (1 - listener_rate))) AS track_logit,
        LN(1 + GREATEST(COALESCE(CAST(track_gap_micros AS DOUBLE) / 60000000, 525600), 0)) AS track_gap_log,
        COALESCE(CASE WHEN session_plays > 0 THEN previous_share END, CAST(0.5 AS DOUBLE)) AS share,
        CASE
            WHEN session_plays > 0 AND same_track = 0 AND following_micros BETWEEN 0 AND 600000000 THEN 1
            ELSE 0
        END AS follows,
        LN(
            1 + CASE WHEN session_plays > 1 THEN CAST(previous_micros AS DOUBLE) / 60000000 ELSE 4 END
        ) AS previous_log,
        LN(
            1 + CASE WHEN session_plays > 3 THEN CAST(last_3_micros AS DOUBLE) / 60000000 ELSE 12 END
        ) AS last_3_log
    FROM rates
)

SELECT
    play_key,
    listener_key,
    started_at,
    skip AS label,
    CAST(skips_of_10 AS DOUBLE) / NULLIF(LEAST(listener_plays, 10), 0) AS baseline_last_10,
    CAST(listener_skips AS DOUBLE) / NULLIF(listener_plays, 0) AS baseline_listener_mean,
    CAST(energy_distance AS DOUBLE) / 1000000 AS energy_distance,
    CAST(taste + 500000 AS DOUBLE) / 1000000 AS taste_match,
    CAST(hour_cos AS DOUBLE) / 1000000 AS hour_cos,
    CAST(hour_sin AS DOUBLE) / 1000000 AS hour_sin,
    CAST(position AS DOUBLE) / 10 AS session_position_10,
    CAST(session_ms AS DOUBLE) / 3600000 AS session_fatigue_hours,
    listener_logit AS listener_skip_logit,
    listener_plays / evidence AS listener_evidence,
    energy_distance_before / 1000000 / (plays_before + 15) AS usual_energy_distance,
    listener_taste / evidence / 1000000 AS usual_taste_match,
    (hour_cos_before + session_plays * hour_cos) / evidence / 1000000 AS usual_hour_cos,
    (hour_sin_before + session_plays * hour_sin) / evidence / 1000000 AS usual_hour_sin,
    (positions_before + session_plays * (session_plays - 1) / CAST(2 AS DOUBLE)) / evidence / 10
        AS usual_session_position_10,
    (fatigue_ms_before + GREATEST(session_plays - 1, 0) * session_ms / CAST(2 AS DOUBLE)) / evidence / 3600000
        AS usual_session_fatigue_hours,
    recent_logit - listener_logit AS recent_skip_lift,
    (recent_logit - listener_logit) * (recent_logit - listener_logit) AS recent_skip_lift_squared,
    CASE WHEN session_plays = 0 THEN recent_logit - listener_logit ELSE 0 END AS recent_skip_lift_at_start,
    (recent_logit - listener_logit) * (track_gap_log - 7) AS recent_skip_lift_by_track_gap,
    track_logit - listener_logit AS track_skip_lift,
    track_gap_log,
    CASE WHEN session_plays > 0 THEN same_track ELSE 0 END AS same_track,
    share AS previous_share,
    (share - 0.5) * (share - 0.5) AS previous_share_extremity,
    CASE WHEN session_plays > 0 AND previous_ms < 1500 THEN 1 ELSE 0 END AS previous_flicked,
    follows AS follows_as_before,
    share * follows AS previous_share_where_follows,
    previous_log AS previous_minutes_log,
    last_3_log AS last_3_minutes_log,
    (last_3_log - 2) * (last_3_log - 2) AS last_3_minutes_log_squared
FROM terms
ORDER BY started_at, play_key

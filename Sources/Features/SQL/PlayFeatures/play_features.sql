-- title: What is known of a play before it begins
-- feature energy_distance: ratio | all history | 0 | energy_distance
-- feature taste_match: ratio | all history | 0 | taste_match
-- feature hour_cos: ratio | all history | 0 | hour_cos
-- feature hour_sin: ratio | all history | 0 | hour_sin
-- feature session_position_10: ratio | all history | 0 | session_position_10
-- feature session_fatigue_hours: ratio | all history | 0 | session_fatigue_hours
-- feature listener_skip_logit: ratio | all history | 0 | listener_skip_logit
-- feature listener_evidence: ratio | all history | 0 | listener_evidence
-- feature usual_energy_distance: ratio | all history | 0 | usual_energy_distance
-- feature usual_taste_match: ratio | all history | 0 | usual_taste_match
-- feature usual_hour_cos: ratio | all history | 0 | usual_hour_cos
-- feature usual_hour_sin: ratio | all history | 0 | usual_hour_sin
-- feature usual_session_position_10: ratio | all history | 0 | usual_session_position_10
-- feature usual_session_fatigue_hours: ratio | all history | 0 | usual_session_fatigue_hours
-- feature recent_skip_lift: ratio | all history | 0 | recent_skip_lift
-- feature recent_skip_lift_squared: ratio | all history | 0 | recent_skip_lift_squared
-- feature recent_skip_lift_at_start: ratio | all history | 0 | recent_skip_lift_at_start
-- feature recent_skip_lift_by_track_gap: ratio | all history | 0 | recent_skip_lift_by_track_gap
-- feature track_skip_lift: ratio | all history | 0 | track_skip_lift
-- feature track_gap: ratio | all history | 0 | track_gap
-- feature same_track: ratio | all history | 0 | same_track
-- feature previous_share: ratio | all history | 0 | previous_share
-- feature previous_share_squared: ratio | all history | 0 | previous_share_squared
-- feature previous_flicked: ratio | all history | 0 | previous_flicked
-- feature follows_as_before: ratio | all history | 0 | follows_as_before
-- feature previous_share_follows: ratio | all history | 0 | previous_share_follows
-- feature pace_1: ratio | all history | 0 | pace_1
-- feature pace_3: ratio | all history | 0 | pace_3
-- feature pace_3_squared: ratio | all history | 0 | pace_3_squared
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
        LEAST(plays.session_position - 1, 30) AS earlier_plays,
        COALESCE(plays.ms_played, 0) AS ms_played,
        CASE WHEN plays.skipped THEN 1 ELSE 0 END AS skip,
        tracks.duration_ms,
        CAST(ROUND(tracks.energy * 1000000) AS INTEGER) AS energy,
        COALESCE(CAST(ROUND((listener_tastes.affinity - 0.5) * 1000000) AS INTEGER), 0) AS taste
    FROM plays
    INNER JOIN tracks ON tracks.track_key = plays.track_key
    LEFT JOIN listener_tastes
        ON listener_tastes.listener_key = plays.listener_key
        AND listener_tastes.genre = tracks.genre
    WHERE plays.skipped IS NOT NULL
        AND plays.local_date <= CAST(:last_day AS DATE)
        AND plays.listener_key % :parts = :part
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
        earlier_plays,
        ms_played,
        skip,
        energy,
        taste,
        CAST(ms_played AS {{double}}) / GREATEST(
            COALESCE(duration_ms, 1), COALESCE(LAG(ms_played, 1) OVER in_order, 1), COALESCE(LAG(ms_played, 2) OVER in_order, 1), COALESCE(LAG(ms_played, 3) OVER in_order, 1), ms_played, 1
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
        ended_at,
        local_date,
        earlier_plays,
        skip,
        taste,
        CAST(ROUND(COS(local_hour * PI() / 12) * 1000000) AS INTEGER) AS hour_cos,
        CAST(ROUND(SIN(local_hour * PI() / 12) * 1000000) AS INTEGER) AS hour_sin,
        track_plays,
        track_skips,
        CASE WHEN LAG(session_key) OVER in_order = session_key THEN COALESCE(ABS(energy - LAG(energy) OVER in_order), 0) ELSE 0 END AS energy_distance,
        CAST(COALESCE(SUM(ms_played) OVER earlier, 0) AS {{bigint}}) AS listener_ms,
        {{micros_between(track_ended_at, LAG(ended_at) OVER in_order)}} AS micros_since_track,
        {{micros_between(LAG(track_ended_at) OVER in_order, track_ended_at)}} AS micros_between_tracks,
        CASE WHEN LAG(track_key) OVER in_order = track_key THEN 1 ELSE 0 END AS same_track,
        LAG(share) OVER in_order AS previous_share,
        LAG(ms_played) OVER in_order AS previous_ms,
        {{micros_between(LAG(ended_at, 2) OVER in_order, LAG(ended_at, 1) OVER in_order)}} AS micros_1,
        {{micros_between(LAG(ended_at, 4) OVER in_order, LAG(ended_at, 1) OVER in_order)}} AS micros_3,
        ROW_NUMBER() OVER in_order - 1 AS listener_plays,
        COUNT(NULLIF(skip, 0)) OVER earlier AS listener_skips,
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

history AS (
    SELECT
        *,
        skip_1 + 0.7e0 * (skip_2 + 0.7e0 * (skip_3 + 0.7e0 * (skip_4 + 0.7e0 * (skip_5 + 0.7e0 * (skip_6 + 0.7e0 * (skip_7
            + 0.7e0 * (skip_8 + 0.7e0 * (skip_9 + 0.7e0 * skip_10)))))))) AS recent_skips,
        skip_1 + skip_2 + skip_3 + skip_4 + skip_5 + skip_6 + skip_7 + skip_8 + skip_9 + skip_10 AS skips_of_10
    FROM listener_history
),

session_sums AS (
    SELECT
        session_key,
        listener_key,
        MIN(listener_plays) AS plays,
        MIN(listener_ms) AS ms,
        COUNT(*) AS session_plays,
        SUM(energy_distance) AS energy_distance,
        SUM(taste) AS taste,
        SUM(hour_cos) AS hour_cos,
        SUM(hour_sin) AS hour_sin,
        SUM(earlier_plays) AS earlier_plays,
        SUM(listener_ms) AS fatigue_ms
    FROM listener_history
    GROUP BY session_key, listener_key
),

earlier_sessions AS (
    SELECT
        session_key,
        plays,
        ms,
        COALESCE(SUM(energy_distance) OVER earlier, 0) / 1e6 AS energy_distance,
        COALESCE(SUM(taste) OVER earlier, 0) / 1e6 AS taste,
        COALESCE(SUM(hour_cos) OVER earlier, 0) / 1e6 AS hour_cos,
        COALESCE(SUM(hour_sin) OVER earlier, 0) / 1e6 AS hour_sin,
        COALESCE(SUM(earlier_plays) OVER earlier, 0) / 10e0 AS positions,
        COALESCE(SUM(fatigue_ms - session_plays * ms) OVER earlier, 0) / 3600e3 AS fatigue_hours
    FROM session_sums
    WINDOW earlier AS (
        PARTITION BY listener_key ORDER BY plays
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),

rates AS (
    SELECT
        history.*,
        earlier_sessions.energy_distance AS sum_energy_distance,
        earlier_sessions.taste AS sum_taste,
        earlier_sessions.hour_cos AS sum_hour_cos,
        earlier_sessions.hour_sin AS sum_hour_sin,
        earlier_sessions.positions AS sum_positions,
        earlier_sessions.fatigue_hours AS sum_fatigue_hours,
        history.listener_plays - earlier_sessions.plays AS session_plays,
        history.listener_ms - earlier_sessions.ms AS fatigue_ms,
        CAST(listener_plays + 15 AS {{double}}) AS evidence,
        (listener_skips + 5) / CAST(listener_plays + 15 AS {{double}}) AS listener_rate,
        (1 - POWER(0.7e0, LEAST(listener_plays, 10))) / 0.3e0 AS recent_plays
    FROM history
    INNER JOIN earlier_sessions ON earlier_sessions.session_key = history.session_key
    WHERE local_date >= CAST(:first_day AS DATE)
),

terms AS (
    SELECT
        *,
        LN(listener_rate / (1 - listener_rate)) AS listener_skip_logit,
        LN((recent_skips + 0.5e0 * listener_rate) / (recent_plays - recent_skips + 0.5e0 * (1 - listener_rate))) AS recent_logit,
        LN((track_skips + 4 * listener_rate) / (track_plays - track_skips + 4 * (1 - listener_rate))) AS track_logit,
        LN(1 + GREATEST(COALESCE(micros_since_track / 60e6, 525600), 0)) - 7 AS track_gap,
        CASE WHEN session_plays > 0 AND same_track = 0 AND micros_between_tracks / 60e6 BETWEEN 0 AND 10 THEN 1 ELSE 0 END AS follows_as_before,
        CASE WHEN session_plays > 0 THEN previous_share - 0.5e0 ELSE 0 END AS share,
        LN(1 + CASE WHEN session_plays > 3 THEN micros_3 / 60e6 ELSE 12 END) - 2 AS pace_3
    FROM rates
)

SELECT
    play_key,
    listener_key,
    started_at,
    skip AS label,
    CAST(skips_of_10 AS {{double}}) / NULLIF(LEAST(listener_plays, 10), 0) AS baseline_last_10,
    CAST(listener_skips AS {{double}}) / NULLIF(listener_plays, 0) AS baseline_listener_mean,
    energy_distance / 1e6 AS energy_distance,
    taste / 1e6 + 0.5e0 AS taste_match,
    hour_cos / 1e6 AS hour_cos,
    hour_sin / 1e6 AS hour_sin,
    earlier_plays / 10e0 AS session_position_10,
    fatigue_ms / 3600e3 AS session_fatigue_hours,
    listener_skip_logit,
    listener_plays / evidence AS listener_evidence,
    sum_energy_distance / evidence AS usual_energy_distance,
    sum_taste / evidence AS usual_taste_match,
    (sum_hour_cos + session_plays * hour_cos / 1e6) / evidence AS usual_hour_cos,
    (sum_hour_sin + session_plays * hour_sin / 1e6) / evidence AS usual_hour_sin,
    (sum_positions + session_plays * (session_plays - 1) / 20e0) / evidence AS usual_session_position_10,
    (sum_fatigue_hours + fatigue_ms / 7200e3 * GREATEST(session_plays - 1, 0)) / evidence AS usual_session_fatigue_hours,
    recent_logit - listener_skip_logit AS recent_skip_lift,
    POWER(recent_logit - listener_skip_logit, 2) AS recent_skip_lift_squared,
    CASE WHEN session_plays = 0 THEN recent_logit - listener_skip_logit ELSE 0 END AS recent_skip_lift_at_start,
    (recent_logit - listener_skip_logit) * track_gap AS recent_skip_lift_by_track_gap,
    track_logit - listener_skip_logit AS track_skip_lift,
    track_gap,
    CASE WHEN session_plays > 0 THEN same_track ELSE 0 END AS same_track,
    share AS previous_share,
    share * share AS previous_share_squared,
    CASE WHEN session_plays > 0 AND previous_ms < 1500 THEN 1 ELSE 0 END AS previous_flicked,
    follows_as_before,
    share * follows_as_before AS previous_share_follows,
    LN(1 + CASE WHEN session_plays > 1 THEN micros_1 / 60e6 ELSE 4 END) AS pace_1,
    pace_3,
    pace_3 * pace_3 AS pace_3_squared
FROM terms
ORDER BY started_at, play_key

-- title: What is known of a play before it begins
-- grain: one row per play whose skip is known
-- definition: A play may know its track, its listener, its hour, its place in the session, and everything of the
--   plays before it. It never knows its own length or end, nor the pause before it: where a clock shows whole
--   minutes, that pause gives the length away. Plays are ordered by (ended_at, play_key) within a listener; "earlier"
--   means earlier in that order. Plays whose skip is unknown are neither predicted nor remembered. A lift is the
--   logit of a skip rate that is smoothed toward the listener's own rate, minus the logit of that rate: 0 says "like
--   this listener's other plays". The usual_ features clear listener_skip_logit of what the drivers did to it, so
--   that the coefficients of the drivers are not drawn toward 0.
-- inputs: plays, tracks, listener_tastes
-- parameter first_day: date | first listener-local day of the plays, inclusive; earlier plays are remembered
-- parameter last_day: date | last listener-local day of the plays, inclusive
-- parameter parts: integer | listeners are dealt into so many parts
-- parameter part: integer | the part that is answered, from 0
-- column play_key: key | the play
-- column listener_key: key | its listener
-- column started_at: timestamp | when it began; no feature is made of it
-- column label: flag | 1 where the play was skipped, else 0
-- column baseline_last_10: share | skips among the listener's last 10 earlier plays; NULL at the first play
-- column baseline_listener_mean: share | skips among all earlier plays of the listener; NULL at the first play
-- feature energy_distance: ratio | previous play of the session | 0 at a session's start or where an energy is
--   unknown | absolute difference between the energies of the track and of the track before
-- feature taste_match: share | this play | 0.5 where the taste is unknown | the affinity that the listener stated for
--   the track's genre
-- feature hour_cos: ratio | this play | never NULL | cos(2π · local hour / 24)
-- feature hour_sin: ratio | this play | never NULL | sin(2π · local hour / 24)
-- feature session_position_10: ratio | this session | never NULL | plays earlier in the session / 10, at most 3
-- feature session_fatigue_hours: hours | this session | 0 at a session's start | time listened earlier in the session
-- feature listener_skip_logit: logit | all history | ln(1 / 2) at the first play | ln(p / (1 - p)) with p = (earlier
--   skips + 5) / (earlier plays + 15)
-- feature listener_evidence: share | all history | 0 at the first play | n / (n + 15) with n = earlier plays of the
--   listener
-- feature usual_energy_distance: ratio | all earlier sessions | 0 where there are none | sum of energy_distance over
--   the plays of earlier sessions / (those plays + 15)
-- feature usual_taste_match: ratio | all history | 0 at the first play | sum of (taste_match - 0.5) over earlier
--   plays / (those plays + 15)
-- feature usual_hour_cos: ratio | all history | 0 at the first play | sum of hour_cos over earlier plays / (those
--   plays + 15); the plays of this session count with this play's hour
-- feature usual_hour_sin: ratio | all history | 0 at the first play | as usual_hour_cos, of hour_sin
-- feature usual_session_position_10: ratio | all history | 0 at the first play | sum of session_position_10 over
--   earlier plays / (those plays + 15); those of this session count uncapped
-- feature usual_session_fatigue_hours: hours | all history | 0 at the first play | sum of session_fatigue_hours over
--   earlier plays / (those plays + 15); within this session it counts as having grown evenly
-- feature recent_skip_lift: logit | last 10 plays | 0 at the first play | lift of the skip rate of the last 10 plays,
--   in which each play weighs 0.7 of the one after it; the listener's rate weighs as half a play
-- feature recent_skip_lift_squared: ratio | last 10 plays | 0 at the first play | recent_skip_lift²
-- feature recent_skip_lift_at_start: logit | last 10 plays | 0 at the first play | recent_skip_lift at a session's
--   start, else 0
-- feature recent_skip_lift_by_track_gap: ratio | all history | 0 at the first play | recent_skip_lift ·
--   (track_gap_log - 7): by how recently the track was heard
-- feature track_skip_lift: logit | all history | 0 where the track is new | lift of the skip rate of the listener's
--   earlier plays of the track; the listener's rate weighs as 4 plays
-- feature track_gap_log: ratio | all history | ln(1 + 525600), a year, where the track is new | ln(1 + minutes from
--   the end of the track's last play to the end of the listener's last play)
-- feature same_track: flag | previous play of the session | 0 at a session's start | 1 where the play before was of
--   the same track
-- feature previous_share: share | previous play of the session | 0.5 at a session's start or where the time listened
--   is unknown | the share of its track that the play before lasted; a length that is unknown is taken as the longest
--   of the last 4 plays of that track
-- feature previous_share_extremity: ratio | previous play of the session | 0 as above | (previous_share - 0.5)²: high
--   after a play that was left at once and after one that ran through
-- feature previous_flicked: flag | previous play of the session | 0 at a session's start or where the time listened
--   is unknown | 1 where the play before lasted under 1.5 seconds
-- feature follows_as_before: flag | all history | 0 at a session's start or where a track is new | 1 where the last
--   play of the track ended at most 10 minutes after an earlier play of the track before did, as in a playlist that
--   is heard again
-- feature previous_share_where_follows: share | all history | 0 where follows_as_before is 0 | previous_share ·
--   follows_as_before
-- feature previous_minutes_log: ratio | last 2 plays of the session | ln(1 + 4) where there are fewer | ln(1 +
--   minutes between their ends)
-- feature last_3_minutes_log: ratio | last 4 plays of the session | ln(1 + 12) where there are fewer | ln(1 + minutes
--   between the first end and the last)
-- feature last_3_minutes_log_squared: ratio | last 4 plays of the session | as last_3_minutes_log |
--   (last_3_minutes_log - 2)²: high while flicking through and after long plays
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
        position,
        ms_played,
        skip,
        energy,
        taste,
        CAST(ms_played AS {{double}}) / GREATEST(
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
        {{micros_between(track_ended_at, LAG(ended_at) OVER in_order)}} AS track_gap_micros,
        {{micros_between(LAG(track_ended_at) OVER in_order, track_ended_at)}} AS following_micros,
        {{micros_between(LAG(ended_at, 2) OVER in_order, LAG(ended_at) OVER in_order)}} AS previous_micros,
        {{micros_between(LAG(ended_at, 4) OVER in_order, LAG(ended_at) OVER in_order)}} AS last_3_micros,
        ROW_NUMBER() OVER in_order - 1 AS listener_plays,
        COUNT(NULLIF(skip, 0)) OVER earlier AS listener_skips,
        CAST(COALESCE(SUM(ms_played) OVER earlier, 0) AS {{bigint}}) AS listener_ms,
        CAST(COALESCE(SUM(taste) OVER earlier, 0) AS {{bigint}}) AS listener_taste,
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
        CAST(SUM({{wide(listener_ms)}}) - COUNT(*) * {{wide(MIN(listener_ms))}} AS {{double}}) AS fatigue_ms
    FROM listener_history
    GROUP BY session_key, listener_key
),

-- Summed by session, which is far cheaper than by play; what the plays of the current session add is put in at the end.
earlier_sessions AS (
    SELECT
        session_key,
        plays_before,
        ms_before,
        CAST(COALESCE(SUM(energy_distance) OVER earlier, 0) AS {{double}}) AS energy_distance,
        CAST(COALESCE(SUM(hour_cos) OVER earlier, 0) AS {{double}}) AS hour_cos,
        CAST(COALESCE(SUM(hour_sin) OVER earlier, 0) AS {{double}}) AS hour_sin,
        CAST(COALESCE(SUM(positions) OVER earlier, 0) AS {{double}}) AS positions,
        CAST(COALESCE(SUM(fatigue_ms) OVER earlier, 0) AS {{double}}) AS fatigue_ms
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
            + 0.7 * (skip_8 + 0.7 * (skip_9 + 0.7 * CAST(skip_10 AS {{double}}))))))))) AS recent_skips
    FROM listener_history
    WHERE local_date >= CAST(:first_day AS DATE)
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
        CAST(recent_skips.listener_plays + 15 AS {{double}}) AS evidence,
        (recent_skips.listener_skips + 5) / CAST(recent_skips.listener_plays + 15 AS {{double}}) AS listener_rate,
        (1 - POWER(CAST(0.7 AS {{double}}), LEAST(recent_skips.listener_plays, 10))) / 0.3 AS recent_plays
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
        LN(1 + GREATEST(COALESCE(CAST(track_gap_micros AS {{double}}) / 60000000, 525600), 0)) AS track_gap_log,
        COALESCE(CASE WHEN session_plays > 0 THEN previous_share END, CAST(0.5 AS {{double}})) AS share,
        CASE
            WHEN session_plays > 0 AND same_track = 0 AND following_micros BETWEEN 0 AND 600000000 THEN 1
            ELSE 0
        END AS follows,
        LN(
            1 + CASE WHEN session_plays > 1 THEN CAST(previous_micros AS {{double}}) / 60000000 ELSE 4 END
        ) AS previous_log,
        LN(
            1 + CASE WHEN session_plays > 3 THEN CAST(last_3_micros AS {{double}}) / 60000000 ELSE 12 END
        ) AS last_3_log
    FROM rates
)

SELECT
    play_key,
    listener_key,
    started_at,
    skip AS label,
    CAST(skips_of_10 AS {{double}}) / NULLIF(LEAST(listener_plays, 10), 0) AS baseline_last_10,
    CAST(listener_skips AS {{double}}) / NULLIF(listener_plays, 0) AS baseline_listener_mean,
    CAST(energy_distance AS {{double}}) / 1000000 AS energy_distance,
    CAST(taste + 500000 AS {{double}}) / 1000000 AS taste_match,
    CAST(hour_cos AS {{double}}) / 1000000 AS hour_cos,
    CAST(hour_sin AS {{double}}) / 1000000 AS hour_sin,
    CAST(position AS {{double}}) / 10 AS session_position_10,
    CAST(session_ms AS {{double}}) / 3600000 AS session_fatigue_hours,
    listener_logit AS listener_skip_logit,
    listener_plays / evidence AS listener_evidence,
    energy_distance_before / 1000000 / (plays_before + 15) AS usual_energy_distance,
    listener_taste / evidence / 1000000 AS usual_taste_match,
    (hour_cos_before + session_plays * hour_cos) / evidence / 1000000 AS usual_hour_cos,
    (hour_sin_before + session_plays * hour_sin) / evidence / 1000000 AS usual_hour_sin,
    (positions_before + session_plays * (session_plays - 1) / CAST(2 AS {{double}})) / evidence / 10
        AS usual_session_position_10,
    (fatigue_ms_before + GREATEST(session_plays - 1, 0) * session_ms / CAST(2 AS {{double}})) / evidence / 3600000
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

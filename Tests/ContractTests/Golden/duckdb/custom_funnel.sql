WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS VARCHAR) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS VARCHAR))
        AND (CAST($2 AS VARCHAR) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS VARCHAR))
),

steps AS (
    SELECT step, kind, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY step) AS use_of_kind
    FROM (
        SELECT 1 AS step, CAST($3 AS VARCHAR) AS kind
        UNION ALL
        SELECT 2 AS step, CAST($4 AS VARCHAR) AS kind
        UNION ALL
        SELECT 3 AS step, CAST($5 AS VARCHAR) AS kind
        UNION ALL
        SELECT 4 AS step, CAST($6 AS VARCHAR) AS kind
        UNION ALL
        SELECT 5 AS step, CAST($7 AS VARCHAR) AS kind
        UNION ALL
        SELECT 6 AS step, CAST($8 AS VARCHAR) AS kind
    ) AS all_steps
    WHERE kind IS NOT NULL
),

play_happenings AS (
    SELECT
        plays.listener_key,
        plays.play_key,
        plays.local_date,
        plays.ms_played,
        plays.skipped,
        CASE WHEN tracks.duration_ms > 0 OR (COALESCE(plays.reason_end, 'unknown') <> 'unknown') THEN plays.skip_kind END AS told_kind,
        date_diff('microsecond', CAST('1970-01-01 00:00:00' AS TIMESTAMP), plays.started_at) AS started,
        date_diff('microsecond', CAST('1970-01-01 00:00:00' AS TIMESTAMP), plays.ended_at) AS ended
    FROM plays
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date BETWEEN CAST($9 AS DATE)
        AND CAST(CAST($10 AS DATE) + CAST(((CAST($11 AS BIGINT)) // (24)) + 2 AS INTEGER) AS DATE)
        AND (CAST($12 AS VARCHAR) IS NULL OR plays.platform = CAST($12 AS VARCHAR))
),

-- `moment` is in microseconds since 1970. Kinds of no step are cut off at the source.
happenings AS (
    SELECT
        all_happenings.listener_key,
        all_happenings.kind,
        all_happenings.kind_rank,
        all_happenings.happening_key,
        all_happenings.local_date,
        all_happenings.moment
    FROM (
        SELECT
            listener_key,
            'session' AS kind,
            1 AS kind_rank,
            session_key AS happening_key,
            local_date,
            date_diff('microsecond', CAST('1970-01-01 00:00:00' AS TIMESTAMP), started_at) AS moment
        FROM sessions
        WHERE 'session' IN ($3, $4, $5, $6, $7, $8)
            AND local_date BETWEEN CAST($9 AS DATE)
                AND CAST(CAST($10 AS DATE) + CAST(((CAST($11 AS BIGINT)) // (24)) + 2 AS INTEGER) AS DATE)
            AND (CAST($12 AS VARCHAR) IS NULL OR platform = CAST($12 AS VARCHAR))
        UNION ALL
        SELECT listener_key, 'play' AS kind, 2 AS kind_rank, play_key AS happening_key, local_date, started AS moment
        FROM play_happenings
        WHERE 'play' IN ($3, $4, $5, $6, $7, $8)
        UNION ALL
        SELECT
            listener_key,
            'stream' AS kind,
            3 AS kind_rank,
            play_key AS happening_key,
            local_date,
            started + 30000000 AS moment
        FROM play_happenings
        WHERE 'stream' IN ($3, $4, $5, $6, $7, $8)
            AND ms_played >= 30000
        UNION ALL
        SELECT listener_key, 'skip' AS kind, 4 AS kind_rank, play_key AS happening_key, local_date, ended AS moment
        FROM play_happenings
        WHERE 'skip' IN ($3, $4, $5, $6, $7, $8)
            AND skipped
        UNION ALL
        SELECT listener_key, 'complete' AS kind, 5 AS kind_rank, play_key AS happening_key, local_date, ended AS moment
        FROM play_happenings
        WHERE 'complete' IN ($3, $4, $5, $6, $7, $8)
            AND told_kind = 'none'
        UNION ALL
        SELECT
            listener_key,
            kind,
            6 AS kind_rank,
            event_key AS happening_key,
            local_date,
            date_diff('microsecond', CAST('1970-01-01 00:00:00' AS TIMESTAMP), occurred_at) AS moment
        FROM events
        WHERE kind IN ($3, $4, $5, $6, $7, $8)
            AND kind NOT IN ('session', 'play', 'stream', 'skip', 'complete')
            AND local_date BETWEEN CAST($9 AS DATE)
                AND CAST(CAST($10 AS DATE) + CAST(((CAST($11 AS BIGINT)) // (24)) + 2 AS INTEGER) AS DATE)
            AND (CAST($12 AS VARCHAR) IS NULL OR platform = CAST($12 AS VARCHAR))
    ) AS all_happenings
    INNER JOIN counted_listeners ON counted_listeners.listener_key = all_happenings.listener_key
),

-- The stretch of time in which a listener's happenings can matter.
starters AS (
    SELECT
        listener_key,
        MIN(moment) AS first_moment,
        CASE WHEN CAST($13 AS VARCHAR) = 'strict' THEN MAX(moment) ELSE MIN(moment) END
            + CAST($11 AS BIGINT) * 3600000000 AS last_moment
    FROM happenings
    WHERE local_date <= CAST($10 AS DATE)
        AND (kind = CAST($3 AS VARCHAR) OR CAST($13 AS VARCHAR) = 'any')
    GROUP BY listener_key
),

followed AS (
    SELECT
        happenings.listener_key,
        happenings.kind,
        happenings.local_date,
        happenings.moment,
        starters.first_moment,
        ROW_NUMBER() OVER (
            PARTITION BY happenings.listener_key
            ORDER BY happenings.moment, happenings.kind_rank, happenings.happening_key
        ) AS place
    FROM happenings
    INNER JOIN starters
        ON starters.listener_key = happenings.listener_key
            AND happenings.moment >= starters.first_moment
            AND happenings.moment <= starters.last_moment
),

-- Step by step, the place of the first happening of the step's kind after the one taken before. Happenings that can no
-- longer be taken are left behind on the way.
ordered_1 AS (
    SELECT
        listener_key,
        kind,
        moment,
        place,
        MIN(CASE WHEN kind = CAST($3 AS VARCHAR) AND local_date <= CAST($10 AS DATE) THEN place END)
            OVER (PARTITION BY listener_key) AS place_1
    FROM followed
    WHERE CAST($13 AS VARCHAR) = 'ordered'
),

ordered_2 AS (
    SELECT
        listener_key,
        kind,
        moment,
        place,
        place_1,
        MIN(CASE WHEN kind = CAST($4 AS VARCHAR) AND place > place_1 THEN place END)
            OVER (PARTITION BY listener_key) AS place_2
    FROM ordered_1
    WHERE place >= place_1
),

ordered_3 AS (
    SELECT
        listener_key,
        kind,
        moment,
        place,
        place_1,
        place_2,
        MIN(CASE WHEN kind = CAST($5 AS VARCHAR) AND place > place_2 THEN place END)
            OVER (PARTITION BY listener_key) AS place_3
    FROM ordered_2
    WHERE place IN (place_1, place_2) OR place > place_2
),

ordered_4 AS (
    SELECT
        listener_key,
        kind,
        moment,
        place,
        place_1,
        place_2,
        place_3,
        MIN(CASE WHEN kind = CAST($6 AS VARCHAR) AND place > place_3 THEN place END)
            OVER (PARTITION BY listener_key) AS place_4
    FROM ordered_3
    WHERE place IN (place_1, place_2, place_3) OR place > place_3
),

ordered_5 AS (
    SELECT
        listener_key,
        kind,
        moment,
        place,
        place_1,
        place_2,
        place_3,
        place_4,
        MIN(CASE WHEN kind = CAST($7 AS VARCHAR) AND place > place_4 THEN place END)
            OVER (PARTITION BY listener_key) AS place_5
    FROM ordered_4
    WHERE place IN (place_1, place_2, place_3, place_4) OR place > place_4
),

ordered_6 AS (
    SELECT
        listener_key,
        kind,
        moment,
        place,
        place_1,
        place_2,
        place_3,
        place_4,
        place_5,
        MIN(CASE WHEN kind = CAST($8 AS VARCHAR) AND place > place_5 THEN place END)
            OVER (PARTITION BY listener_key) AS place_6
    FROM ordered_5
    WHERE place IN (place_1, place_2, place_3, place_4, place_5) OR place > place_5
),

ordered_moments AS (
    SELECT
        listener_key,
        moment,
        CASE place
            WHEN place_1 THEN 1
            WHEN place_2 THEN 2
            WHEN place_3 THEN 3
            WHEN place_4 THEN 4
            WHEN place_5 THEN 5
            WHEN place_6 THEN 6
        END AS step
    FROM ordered_6
    WHERE place IN (place_1, place_2, place_3, place_4, place_5, place_6)
),

strict_sequences AS (
    SELECT
        listener_key,
        kind AS kind_1,
        local_date,
        place,
        moment AS moment_1,
        LEAD(kind, 1) OVER (PARTITION BY listener_key ORDER BY place) AS kind_2,
        LEAD(moment, 1) OVER (PARTITION BY listener_key ORDER BY place) AS moment_2,
        LEAD(kind, 2) OVER (PARTITION BY listener_key ORDER BY place) AS kind_3,
        LEAD(moment, 2) OVER (PARTITION BY listener_key ORDER BY place) AS moment_3,
        LEAD(kind, 3) OVER (PARTITION BY listener_key ORDER BY place) AS kind_4,
        LEAD(moment, 3) OVER (PARTITION BY listener_key ORDER BY place) AS moment_4,
        LEAD(kind, 4) OVER (PARTITION BY listener_key ORDER BY place) AS kind_5,
        LEAD(moment, 4) OVER (PARTITION BY listener_key ORDER BY place) AS moment_5,
        LEAD(kind, 5) OVER (PARTITION BY listener_key ORDER BY place) AS kind_6,
        LEAD(moment, 5) OVER (PARTITION BY listener_key ORDER BY place) AS moment_6
    FROM followed
    WHERE CAST($13 AS VARCHAR) = 'strict'
),

-- One row per start: how many of the happenings right after it are, in turn, those of the further steps.
strict_starts AS (
    SELECT
        listener_key,
        place,
        moment_1,
        moment_2,
        moment_3,
        moment_4,
        moment_5,
        moment_6,
        CASE
            WHEN kind_2 IS NULL OR kind_2 <> COALESCE(CAST($4 AS VARCHAR), '')
                OR moment_2 > moment_1 + CAST($11 AS BIGINT) * 3600000000 THEN 1
            WHEN kind_3 IS NULL OR kind_3 <> COALESCE(CAST($5 AS VARCHAR), '')
                OR moment_3 > moment_1 + CAST($11 AS BIGINT) * 3600000000 THEN 2
            WHEN kind_4 IS NULL OR kind_4 <> COALESCE(CAST($6 AS VARCHAR), '')
                OR moment_4 > moment_1 + CAST($11 AS BIGINT) * 3600000000 THEN 3
            WHEN kind_5 IS NULL OR kind_5 <> COALESCE(CAST($7 AS VARCHAR), '')
                OR moment_5 > moment_1 + CAST($11 AS BIGINT) * 3600000000 THEN 4
            WHEN kind_6 IS NULL OR kind_6 <> COALESCE(CAST($8 AS VARCHAR), '')
                OR moment_6 > moment_1 + CAST($11 AS BIGINT) * 3600000000 THEN 5
            ELSE 6
        END AS steps_done
    FROM strict_sequences
    WHERE kind_1 = CAST($3 AS VARCHAR)
        AND local_date <= CAST($10 AS DATE)
),

best_starts AS (
    SELECT listener_key, place
    FROM (
        SELECT
            listener_key,
            MIN(place) AS place,
            ROW_NUMBER() OVER (PARTITION BY listener_key ORDER BY steps_done DESC) AS preference
        FROM strict_starts
        GROUP BY listener_key, steps_done
    ) AS ranked_starts
    WHERE preference = 1
),

strict_moments AS (
    SELECT
        strict_starts.listener_key,
        steps.step,
        CASE steps.step
            WHEN 1 THEN strict_starts.moment_1
            WHEN 2 THEN strict_starts.moment_2
            WHEN 3 THEN strict_starts.moment_3
            WHEN 4 THEN strict_starts.moment_4
            WHEN 5 THEN strict_starts.moment_5
            WHEN 6 THEN strict_starts.moment_6
        END AS moment
    FROM strict_starts
    INNER JOIN best_starts
        ON best_starts.listener_key = strict_starts.listener_key AND best_starts.place = strict_starts.place
    INNER JOIN steps ON steps.step <= strict_starts.steps_done
),

any_moments AS (
    SELECT
        uses.listener_key,
        steps.step,
        MAX(uses.moment) OVER (PARTITION BY uses.listener_key ORDER BY steps.step) AS moment,
        COUNT(*) OVER (PARTITION BY uses.listener_key ORDER BY steps.step) AS steps_done
    FROM (
        SELECT
            listener_key,
            kind,
            moment,
            ROW_NUMBER() OVER (PARTITION BY listener_key, kind ORDER BY place) AS use_of_kind
        FROM followed
        WHERE CAST($13 AS VARCHAR) = 'any'
    ) AS uses
    INNER JOIN steps ON steps.kind = uses.kind AND steps.use_of_kind = uses.use_of_kind
),

reached_steps AS (
    SELECT listener_key, step, moment
    FROM ordered_moments
    UNION ALL
    SELECT listener_key, step, moment
    FROM strict_moments
    UNION ALL
    SELECT listener_key, step, moment
    FROM any_moments
    WHERE steps_done = step
),

journeys AS (
    SELECT
        listener_key,
        step,
        moment - LAG(moment) OVER (PARTITION BY listener_key ORDER BY step) AS micros_from_previous
    FROM reached_steps
),

horizon AS (
    SELECT date_diff('microsecond', CAST('1970-01-01 00:00:00' AS TIMESTAMP), MAX(moment)) AS last_moment
    FROM (
        SELECT MAX(ended_at) AS moment
        FROM plays
        UNION ALL
        SELECT MAX(occurred_at) AS moment
        FROM events
    ) AS last_moments
),

-- Starters whose window is still open; under 'strict' that of the last start.
open_starters AS (
    SELECT listener_key
    FROM starters
    WHERE last_moment > (SELECT horizon.last_moment FROM horizon)
),

step_counts AS (
    SELECT
        journeys.step,
        COUNT(*) AS listeners,
        COUNT(open_starters.listener_key) AS open_listeners,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CAST(journeys.micros_from_previous AS DOUBLE)) AS median_micros
    FROM journeys
    LEFT JOIN open_starters ON open_starters.listener_key = journeys.listener_key
    GROUP BY journeys.step
),

-- What the source records of the listeners counted; a kind is recorded where some play, or some event, could have told of it.
recorded AS (
    SELECT
        COUNT(*) AS plays,
        COUNT(plays.ms_played) AS times,
        COUNT(plays.skipped) AS skips,
        COUNT(CASE WHEN tracks.duration_ms > 0 OR (COALESCE(plays.reason_end, 'unknown') <> 'unknown') THEN plays.skip_kind END) AS ends
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE (CAST($12 AS VARCHAR) IS NULL OR plays.platform = CAST($12 AS VARCHAR))
),

recorded_events AS (
    SELECT COUNT(*) AS events
    FROM events
),

open_counts AS (
    SELECT COUNT(*) AS listeners
    FROM open_starters
),

funnel AS (
    SELECT
        steps.step,
        steps.kind AS name,
        COALESCE(step_counts.listeners, 0) AS listeners,
        step_counts.median_micros,
        open_counts.listeners - COALESCE(step_counts.open_listeners, 0) AS waiting,
        MIN(
            CASE
                WHEN recorded.plays = 0 OR steps.kind IN ('play', 'session') THEN 1
                WHEN steps.kind = 'stream' THEN CASE WHEN recorded.times > 0 THEN 1 ELSE 0 END
                WHEN steps.kind = 'skip' THEN CASE WHEN recorded.skips > 0 THEN 1 ELSE 0 END
                WHEN steps.kind = 'complete' THEN CASE WHEN recorded.ends > 0 THEN 1 ELSE 0 END
                WHEN recorded_events.events > 0 THEN 1
                ELSE 0
            END
        ) OVER (ORDER BY steps.step) AS is_recorded
    FROM steps
    CROSS JOIN open_counts
    CROSS JOIN recorded
    CROSS JOIN recorded_events
    LEFT JOIN step_counts ON step_counts.step = steps.step
)

SELECT
    CAST(step AS BIGINT) AS step,
    name,
    CASE WHEN is_recorded = 1 THEN CAST(listeners AS BIGINT) END AS listeners,
    CASE
        WHEN is_recorded = 1 THEN CAST(listeners AS DOUBLE) / NULLIF(LAG(listeners) OVER (ORDER BY step), 0)
    END AS conversion_from_previous,
    CASE
        WHEN is_recorded = 1 THEN CAST(listeners AS DOUBLE) / NULLIF(FIRST_VALUE(listeners) OVER (ORDER BY step), 0)
    END AS conversion_overall,
    median_micros / 3600000000 AS median_hours_from_previous,
    CASE WHEN is_recorded = 1 THEN CAST(waiting AS BIGINT) END AS waiting
FROM funnel
ORDER BY step

-- title: A funnel of up to six steps of your own
-- grain: one row per step in use
-- definition: Steps are kinds of happenings: play and session (at their start), stream (30 seconds after the start of
--   a play of at least 30 seconds), skip (at the end of a play that was skipped), complete (at the end of a play with
--   skip kind 'none'), and any other kind of event, such as like, dislike, save, unsave, share, playlist_add,
--   playlist_follow, search, survey or subscription_change. The window runs in elapsed time from the funnel's start,
--   ends included; happenings after the last day counted are followed. 'ordered': a listener starts with the first
--   step-1 happening in the days counted and then takes, for each step, the first happening of its kind after the one
--   taken before. 'strict': a listener may start with any step-1 happening in the days counted; each further step
--   must be the very next one among the happenings of the funnel's kinds; of several starts the one that gets
--   furthest counts, of equals the first. 'any': the funnel starts with the first happening of any of its kinds in
--   the days counted; step k is reached when all of the steps 1 to k have happened, in whatever order. A happening
--   serves one step only. Steps in use come first, without a gap. Happenings of the same moment follow one another as
--   session, play, stream, skip, complete, other events, and within these by their key.
-- inputs: events, listeners, plays, sessions
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter step_1: text | kind of the first step
-- parameter step_2: text | kind of the second step; NULL when unused
-- parameter step_3: text | kind of the third step; NULL when unused
-- parameter step_4: text | kind of the fourth step; NULL when unused
-- parameter step_5: text | kind of the fifth step; NULL when unused
-- parameter step_6: text | kind of the sixth step; NULL when unused
-- parameter window_hours: integer | length of the window in hours
-- parameter ordering: text | 'ordered', 'strict' or 'any'
-- column step: integer | number of the step
-- column name: text | kind of the step
-- column listeners: listeners | listeners who reached the step
-- column conversion_from_previous: share | listeners divided by those of the step before; NULL at step 1
-- column conversion_overall: share | listeners divided by those of step 1
-- column median_hours_from_previous: hours | median time from the step before, of those who reached both; NULL at
--   step 1
-- column waiting: listeners | starters not yet at the step whose window had not ended at the last happening of the
--   data
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:tier AS {{text}}) IS NULL OR COALESCE(tier, 'unknown') = CAST(:tier AS {{text}}))
        AND (CAST(:country AS {{text}}) IS NULL OR COALESCE(country, 'unknown') = CAST(:country AS {{text}}))
),

steps AS (
    SELECT step, kind, ROW_NUMBER() OVER (PARTITION BY kind ORDER BY step) AS use_of_kind
    FROM (
        SELECT 1 AS step, CAST(:step_1 AS {{text}}) AS kind
        UNION ALL
        SELECT 2 AS step, CAST(:step_2 AS {{text}}) AS kind
        UNION ALL
        SELECT 3 AS step, CAST(:step_3 AS {{text}}) AS kind
        UNION ALL
        SELECT 4 AS step, CAST(:step_4 AS {{text}}) AS kind
        UNION ALL
        SELECT 5 AS step, CAST(:step_5 AS {{text}}) AS kind
        UNION ALL
        SELECT 6 AS step, CAST(:step_6 AS {{text}}) AS kind
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
        plays.skip_kind,
        {{micros_between(CAST('1970-01-01 00:00:00' AS {{timestamp}}), plays.started_at)}} AS started,
        {{micros_between(CAST('1970-01-01 00:00:00' AS {{timestamp}}), plays.ended_at)}} AS ended
    FROM plays
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE)
        AND {{add_days(CAST(:last_day AS DATE), {{int_div(CAST(:window_hours AS {{bigint}}), 24)}} + 2)}}
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
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
            {{micros_between(CAST('1970-01-01 00:00:00' AS {{timestamp}}), started_at)}} AS moment
        FROM sessions
        WHERE 'session' IN (:step_1, :step_2, :step_3, :step_4, :step_5, :step_6)
            AND local_date BETWEEN CAST(:first_day AS DATE)
                AND {{add_days(CAST(:last_day AS DATE), {{int_div(CAST(:window_hours AS {{bigint}}), 24)}} + 2)}}
            AND (CAST(:platform AS {{text}}) IS NULL OR platform = CAST(:platform AS {{text}}))
        UNION ALL
        SELECT listener_key, 'play' AS kind, 2 AS kind_rank, play_key AS happening_key, local_date, started AS moment
        FROM play_happenings
        WHERE 'play' IN (:step_1, :step_2, :step_3, :step_4, :step_5, :step_6)
        UNION ALL
        SELECT
            listener_key,
            'stream' AS kind,
            3 AS kind_rank,
            play_key AS happening_key,
            local_date,
            started + 30000000 AS moment
        FROM play_happenings
        WHERE 'stream' IN (:step_1, :step_2, :step_3, :step_4, :step_5, :step_6)
            AND ms_played >= 30000
        UNION ALL
        SELECT listener_key, 'skip' AS kind, 4 AS kind_rank, play_key AS happening_key, local_date, ended AS moment
        FROM play_happenings
        WHERE 'skip' IN (:step_1, :step_2, :step_3, :step_4, :step_5, :step_6)
            AND skipped
        UNION ALL
        SELECT listener_key, 'complete' AS kind, 5 AS kind_rank, play_key AS happening_key, local_date, ended AS moment
        FROM play_happenings
        WHERE 'complete' IN (:step_1, :step_2, :step_3, :step_4, :step_5, :step_6)
            AND skip_kind = 'none'
        UNION ALL
        SELECT
            listener_key,
            kind,
            6 AS kind_rank,
            event_key AS happening_key,
            local_date,
            {{micros_between(CAST('1970-01-01 00:00:00' AS {{timestamp}}), occurred_at)}} AS moment
        FROM events
        WHERE kind IN (:step_1, :step_2, :step_3, :step_4, :step_5, :step_6)
            AND kind NOT IN ('session', 'play', 'stream', 'skip', 'complete')
            AND local_date BETWEEN CAST(:first_day AS DATE)
                AND {{add_days(CAST(:last_day AS DATE), {{int_div(CAST(:window_hours AS {{bigint}}), 24)}} + 2)}}
            AND (CAST(:platform AS {{text}}) IS NULL OR platform = CAST(:platform AS {{text}}))
    ) AS all_happenings
    INNER JOIN counted_listeners ON counted_listeners.listener_key = all_happenings.listener_key
),

-- The stretch of time in which a listener's happenings can matter.
starters AS (
    SELECT
        listener_key,
        MIN(moment) AS first_moment,
        CASE WHEN CAST(:ordering AS {{text}}) = 'strict' THEN MAX(moment) ELSE MIN(moment) END
            + CAST(:window_hours AS {{bigint}}) * 3600000000 AS last_moment
    FROM happenings
    WHERE local_date <= CAST(:last_day AS DATE)
        AND (kind = CAST(:step_1 AS {{text}}) OR CAST(:ordering AS {{text}}) = 'any')
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

ordered_1 AS (
    SELECT listener_key, MIN(place) AS place_1
    FROM followed
    WHERE CAST(:ordering AS {{text}}) = 'ordered'
        AND kind = CAST(:step_1 AS {{text}})
        AND local_date <= CAST(:last_day AS DATE)
    GROUP BY listener_key
),

ordered_2 AS (
    SELECT ordered_1.listener_key, ordered_1.place_1, MIN(followed.place) AS place_2
    FROM ordered_1
    LEFT JOIN followed
        ON followed.listener_key = ordered_1.listener_key
            AND followed.kind = CAST(:step_2 AS {{text}})
            AND followed.place > ordered_1.place_1
    GROUP BY ordered_1.listener_key, ordered_1.place_1
),

ordered_3 AS (
    SELECT ordered_2.listener_key, ordered_2.place_1, ordered_2.place_2, MIN(followed.place) AS place_3
    FROM ordered_2
    LEFT JOIN followed
        ON followed.listener_key = ordered_2.listener_key
            AND followed.kind = CAST(:step_3 AS {{text}})
            AND followed.place > ordered_2.place_2
    GROUP BY ordered_2.listener_key, ordered_2.place_1, ordered_2.place_2
),

ordered_4 AS (
    SELECT ordered_3.listener_key, ordered_3.place_1, ordered_3.place_2, ordered_3.place_3,
        MIN(followed.place) AS place_4
    FROM ordered_3
    LEFT JOIN followed
        ON followed.listener_key = ordered_3.listener_key
            AND followed.kind = CAST(:step_4 AS {{text}})
            AND followed.place > ordered_3.place_3
    GROUP BY ordered_3.listener_key, ordered_3.place_1, ordered_3.place_2, ordered_3.place_3
),

ordered_5 AS (
    SELECT ordered_4.listener_key, ordered_4.place_1, ordered_4.place_2, ordered_4.place_3, ordered_4.place_4,
        MIN(followed.place) AS place_5
    FROM ordered_4
    LEFT JOIN followed
        ON followed.listener_key = ordered_4.listener_key
            AND followed.kind = CAST(:step_5 AS {{text}})
            AND followed.place > ordered_4.place_4
    GROUP BY ordered_4.listener_key, ordered_4.place_1, ordered_4.place_2, ordered_4.place_3, ordered_4.place_4
),

ordered_6 AS (
    SELECT ordered_5.listener_key, ordered_5.place_1, ordered_5.place_2, ordered_5.place_3, ordered_5.place_4,
        ordered_5.place_5, MIN(followed.place) AS place_6
    FROM ordered_5
    LEFT JOIN followed
        ON followed.listener_key = ordered_5.listener_key
            AND followed.kind = CAST(:step_6 AS {{text}})
            AND followed.place > ordered_5.place_5
    GROUP BY ordered_5.listener_key, ordered_5.place_1, ordered_5.place_2, ordered_5.place_3, ordered_5.place_4,
        ordered_5.place_5
),

-- One row per start: how many of the happenings right after it are, in turn, those of the further steps.
strict_starts AS (
    SELECT
        beginning.listener_key,
        beginning.place,
        CASE
            WHEN next_6.place IS NOT NULL THEN 5
            WHEN next_5.place IS NOT NULL THEN 4
            WHEN next_4.place IS NOT NULL THEN 3
            WHEN next_3.place IS NOT NULL THEN 2
            WHEN next_2.place IS NOT NULL THEN 1
            ELSE 0
        END AS further_steps
    FROM followed AS beginning
    LEFT JOIN followed AS next_2
        ON next_2.listener_key = beginning.listener_key
            AND next_2.place = beginning.place + 1
            AND next_2.kind = CAST(:step_2 AS {{text}})
            AND next_2.moment <= beginning.moment + CAST(:window_hours AS {{bigint}}) * 3600000000
    LEFT JOIN followed AS next_3
        ON next_3.listener_key = next_2.listener_key
            AND next_3.place = next_2.place + 1
            AND next_3.kind = CAST(:step_3 AS {{text}})
            AND next_3.moment <= beginning.moment + CAST(:window_hours AS {{bigint}}) * 3600000000
    LEFT JOIN followed AS next_4
        ON next_4.listener_key = next_3.listener_key
            AND next_4.place = next_3.place + 1
            AND next_4.kind = CAST(:step_4 AS {{text}})
            AND next_4.moment <= beginning.moment + CAST(:window_hours AS {{bigint}}) * 3600000000
    LEFT JOIN followed AS next_5
        ON next_5.listener_key = next_4.listener_key
            AND next_5.place = next_4.place + 1
            AND next_5.kind = CAST(:step_5 AS {{text}})
            AND next_5.moment <= beginning.moment + CAST(:window_hours AS {{bigint}}) * 3600000000
    LEFT JOIN followed AS next_6
        ON next_6.listener_key = next_5.listener_key
            AND next_6.place = next_5.place + 1
            AND next_6.kind = CAST(:step_6 AS {{text}})
            AND next_6.moment <= beginning.moment + CAST(:window_hours AS {{bigint}}) * 3600000000
    WHERE CAST(:ordering AS {{text}}) = 'strict'
        AND beginning.kind = CAST(:step_1 AS {{text}})
        AND beginning.local_date <= CAST(:last_day AS DATE)
),

best_starts AS (
    SELECT listener_key, place, further_steps
    FROM (
        SELECT
            listener_key,
            MIN(place) AS place,
            further_steps,
            ROW_NUMBER() OVER (PARTITION BY listener_key ORDER BY further_steps DESC) AS preference
        FROM strict_starts
        GROUP BY listener_key, further_steps
    ) AS ranked_starts
    WHERE preference = 1
),

taken_places AS (
    SELECT ordered_6.listener_key, steps.step, steps.kind,
        CASE steps.step
            WHEN 1 THEN ordered_6.place_1
            WHEN 2 THEN ordered_6.place_2
            WHEN 3 THEN ordered_6.place_3
            WHEN 4 THEN ordered_6.place_4
            WHEN 5 THEN ordered_6.place_5
            WHEN 6 THEN ordered_6.place_6
        END AS place
    FROM ordered_6
    CROSS JOIN steps
    UNION ALL
    SELECT best_starts.listener_key, steps.step, steps.kind, best_starts.place + steps.step - 1 AS place
    FROM best_starts
    INNER JOIN steps ON steps.step <= best_starts.further_steps + 1
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
        WHERE CAST(:ordering AS {{text}}) = 'any'
    ) AS uses
    INNER JOIN steps ON steps.kind = uses.kind AND steps.use_of_kind = uses.use_of_kind
),

reached_steps AS (
    SELECT taken_places.listener_key, taken_places.step, followed.moment
    FROM taken_places
    INNER JOIN followed
        ON followed.listener_key = taken_places.listener_key AND followed.place = taken_places.place
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
    SELECT {{micros_between(CAST('1970-01-01 00:00:00' AS {{timestamp}}), MAX(moment))}} AS last_moment
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
    SELECT starters.listener_key
    FROM starters
    CROSS JOIN horizon
    WHERE horizon.last_moment < starters.last_moment
),

step_counts AS (
    SELECT
        journeys.step,
        COUNT(*) AS listeners,
        COUNT(open_starters.listener_key) AS open_listeners,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CAST(journeys.micros_from_previous AS {{double}})) AS median_micros
    FROM journeys
    LEFT JOIN open_starters ON open_starters.listener_key = journeys.listener_key
    GROUP BY journeys.step
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
        open_counts.listeners - COALESCE(step_counts.open_listeners, 0) AS waiting
    FROM steps
    CROSS JOIN open_counts
    LEFT JOIN step_counts ON step_counts.step = steps.step
)

SELECT
    CAST(step AS {{bigint}}) AS step,
    name,
    CAST(listeners AS {{bigint}}) AS listeners,
    CAST(listeners AS {{double}}) / NULLIF(LAG(listeners) OVER (ORDER BY step), 0) AS conversion_from_previous,
    CAST(listeners AS {{double}}) / NULLIF(FIRST_VALUE(listeners) OVER (ORDER BY step), 0) AS conversion_overall,
    median_micros / 3600000000 AS median_hours_from_previous,
    CAST(waiting AS {{bigint}}) AS waiting
FROM funnel
ORDER BY step

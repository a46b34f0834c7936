-- title: From a first play to a habit
-- grain: one row per step
-- definition: Entrants are listeners whose first day with a play (over all data and on the chosen platform) lies in
--   the days counted. Steps, in this order: 1 the first play; 2 the first stream, that is a play of at least 30
--   seconds, which may be the first play itself; 3 the first session to begin after the first play and not before
--   step 2; 4 the first like, save or playlist_add at or after step 3; 5 the first play at or after step 4 that lies
--   in week 2, the days 7 to 13 after the first day. A play counts at its start. Each step must come within the
--   window, in elapsed time from the first play, ends included; steps beyond the last day counted are followed. A
--   window shorter than 14 days cuts step 5 short. A step that a listener's source does not record (step 2 where no
--   play's time is known, step 4 where neither the listener nor an import of the listener's plays has
--   an event of any kind) is unknown: the listener is
--   not counted at it, in numerator or denominator, and goes on to the next. A step that is recorded of no entrant is
--   NULL.
-- inputs: events, listeners, plays, sessions
-- command: funnel activation | Show how many new listeners form a habit.
--   | segue insights funnel activation --window-days 28
-- page: /funnels
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter window_days: integer | length of the window in days of 24 hours | default 14 | bounds 1 to 3650
--   | option --window-days <days> | help Activation: days from the first play.
-- column step: integer | number of the step
-- column name: text | what the step is
-- column listeners: listeners | entrants who reached the step; NULL where the source records it of nobody
-- column conversion_from_previous: share | listeners divided by those who passed the step before and of whom this one
--   is recorded; NULL at step 1
-- column conversion_overall: share | listeners divided by the entrants of whom the step is recorded
-- column median_hours_from_previous: hours | median time from the step before, of those who reached both; NULL at
--   step 1
-- column waiting: listeners | entrants not yet at the step whose window had not ended at the last play of the data;
--   NULL where the step is recorded of nobody
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

horizon AS (
    SELECT MAX(started_at) AS last_moment
    FROM plays
),

-- Imports and listeners with events at all: of the others, none is known not to have happened.
event_imports AS (
    SELECT DISTINCT import_key
    FROM events
),

event_listeners AS (
    SELECT DISTINCT listener_key
    FROM events
),

entrants AS (
    SELECT
        plays.listener_key,
        MIN(plays.local_date) AS first_day,
        MIN(plays.started_at) AS step_1,
        MIN(CASE WHEN {{is_stream(plays.ms_played)}} THEN plays.started_at END) AS first_stream,
        MAX(CASE WHEN plays.ms_played IS NOT NULL THEN 1 ELSE 0 END) AS knows_time,
        MAX(
            CASE WHEN event_imports.import_key IS NOT NULL OR event_listeners.listener_key IS NOT NULL THEN 1 ELSE 0 END
        ) AS knows_events
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    LEFT JOIN event_imports ON event_imports.import_key = plays.import_key
    LEFT JOIN event_listeners ON event_listeners.listener_key = plays.listener_key
    WHERE CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}})
    GROUP BY plays.listener_key
    HAVING MIN(plays.local_date) BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
),

streamers AS (
    SELECT
        listener_key,
        first_day,
        knows_time,
        knows_events,
        step_1,
        CASE
            WHEN {{micros_between(step_1, first_stream)}} <= CAST(:window_days AS {{bigint}}) * 86400000000
                THEN first_stream
        END AS step_2,
        CASE
            WHEN knows_time = 0 THEN step_1
            WHEN {{micros_between(step_1, first_stream)}} <= CAST(:window_days AS {{bigint}}) * 86400000000
                THEN first_stream
        END AS past_2
    FROM entrants
),

returners AS (
    SELECT
        streamers.listener_key,
        streamers.first_day,
        streamers.knows_time,
        streamers.knows_events,
        streamers.step_1,
        streamers.step_2,
        streamers.past_2,
        MIN(sessions.started_at) AS step_3
    FROM streamers
    LEFT JOIN sessions
        ON sessions.listener_key = streamers.listener_key
            AND sessions.started_at > streamers.step_1
            AND sessions.started_at >= streamers.past_2
            AND {{micros_between(streamers.step_1, sessions.started_at)}}
                <= CAST(:window_days AS {{bigint}}) * 86400000000
            AND (CAST(:platform AS {{text}}) IS NULL OR sessions.platform = CAST(:platform AS {{text}}))
    GROUP BY
        streamers.listener_key,
        streamers.first_day,
        streamers.knows_time,
        streamers.knows_events,
        streamers.step_1,
        streamers.step_2,
        streamers.past_2
),

collectors AS (
    SELECT
        returners.listener_key,
        returners.first_day,
        returners.knows_time,
        returners.knows_events,
        returners.step_1,
        returners.step_2,
        returners.past_2,
        returners.step_3,
        MIN(events.occurred_at) AS step_4,
        CASE WHEN returners.knows_events = 0 THEN returners.step_3 ELSE MIN(events.occurred_at) END AS past_4
    FROM returners
    LEFT JOIN events
        ON events.listener_key = returners.listener_key
            AND events.kind IN ('like', 'save', 'playlist_add')
            AND events.occurred_at >= returners.step_3
            AND {{micros_between(returners.step_1, events.occurred_at)}}
                <= CAST(:window_days AS {{bigint}}) * 86400000000
            AND (CAST(:platform AS {{text}}) IS NULL OR events.platform = CAST(:platform AS {{text}}))
    GROUP BY
        returners.listener_key,
        returners.first_day,
        returners.knows_time,
        returners.knows_events,
        returners.step_1,
        returners.step_2,
        returners.past_2,
        returners.step_3
),

week_two AS (
    SELECT collectors.listener_key, MIN(plays.started_at) AS step_5
    FROM plays
    INNER JOIN collectors
        ON collectors.listener_key = plays.listener_key
            AND plays.started_at >= collectors.past_4
            AND {{days_between(collectors.first_day, plays.local_date)}} BETWEEN 7 AND 13
            AND {{micros_between(collectors.step_1, plays.started_at)}}
                <= CAST(:window_days AS {{bigint}}) * 86400000000
    WHERE CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}})
    GROUP BY collectors.listener_key
),

journeys AS (
    SELECT
        collectors.knows_time,
        collectors.knows_events,
        collectors.step_1,
        collectors.step_2,
        collectors.past_2,
        collectors.step_3,
        collectors.step_4,
        collectors.past_4,
        week_two.step_5,
        CASE
            WHEN {{micros_between(collectors.step_1, (SELECT last_moment FROM horizon))}}
                < CAST(:window_days AS {{bigint}}) * 86400000000 THEN 1
            ELSE 0
        END AS is_open
    FROM collectors
    LEFT JOIN week_two ON week_two.listener_key = collectors.listener_key
),

steps AS (
    SELECT 1 AS step, 'First play' AS name
    UNION ALL
    SELECT 2 AS step, 'First stream' AS name
    UNION ALL
    SELECT 3 AS step, 'Second session' AS name
    UNION ALL
    SELECT 4 AS step, 'First like, save or playlist add' AS name
    UNION ALL
    SELECT 5 AS step, 'Active in week 2' AS name
),

reached_steps AS (
    SELECT 1 AS step, 1 AS is_known, CAST(NULL AS {{timestamp}}) AS previous_at, step_1 AS reached_at, is_open
    FROM journeys
    UNION ALL
    SELECT 2 AS step, knows_time AS is_known, step_1 AS previous_at, step_2 AS reached_at, is_open
    FROM journeys
    UNION ALL
    SELECT 3 AS step, 1 AS is_known, past_2 AS previous_at, step_3 AS reached_at, is_open
    FROM journeys
    UNION ALL
    SELECT 4 AS step, knows_events AS is_known, step_3 AS previous_at, step_4 AS reached_at, is_open
    FROM journeys
    UNION ALL
    SELECT 5 AS step, 1 AS is_known, past_4 AS previous_at, step_5 AS reached_at, is_open
    FROM journeys
),

step_counts AS (
    SELECT
        step,
        COUNT(*) FILTER (WHERE is_known = 1 AND reached_at IS NOT NULL) AS listeners,
        COUNT(*) FILTER (WHERE is_known = 1) AS known,
        COUNT(*) FILTER (WHERE is_known = 1 AND previous_at IS NOT NULL) AS eligible,
        COUNT(*) AS entrants,
        PERCENTILE_CONT(0.5) WITHIN GROUP (
            ORDER BY CASE WHEN is_known = 1 THEN CAST({{micros_between(previous_at, reached_at)}} AS {{double}}) END
        ) AS median_micros,
        COUNT(*) FILTER (WHERE is_known = 1 AND reached_at IS NULL AND is_open = 1) AS waiting
    FROM reached_steps
    GROUP BY step
),

funnel AS (
    SELECT
        steps.step,
        steps.name,
        CASE WHEN step_counts.entrants > 0 AND step_counts.known = 0 THEN 0 ELSE 1 END AS is_recorded,
        COALESCE(step_counts.listeners, 0) AS listeners,
        step_counts.known,
        step_counts.eligible,
        step_counts.median_micros,
        COALESCE(step_counts.waiting, 0) AS waiting
    FROM steps
    LEFT JOIN step_counts ON step_counts.step = steps.step
)

SELECT
    CAST(step AS {{bigint}}) AS step,
    name,
    CASE WHEN is_recorded = 1 THEN CAST(listeners AS {{bigint}}) END AS listeners,
    CASE WHEN step > 1 THEN CAST(listeners AS {{double}}) / NULLIF(eligible, 0) END AS conversion_from_previous,
    CAST(listeners AS {{double}}) / NULLIF(known, 0) AS conversion_overall,
    median_micros / 3600000000 AS median_hours_from_previous,
    CASE WHEN is_recorded = 1 THEN CAST(waiting AS {{bigint}}) END AS waiting
FROM funnel
ORDER BY step

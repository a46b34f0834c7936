WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
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
        MIN(CASE WHEN plays.ms_played >= 30000 THEN plays.started_at END) AS first_stream,
        MAX(CASE WHEN plays.ms_played IS NOT NULL THEN 1 ELSE 0 END) AS knows_time,
        MAX(
            CASE WHEN event_imports.import_key IS NOT NULL OR event_listeners.listener_key IS NOT NULL THEN 1 ELSE 0 END
        ) AS knows_events
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    LEFT JOIN event_imports ON event_imports.import_key = plays.import_key
    LEFT JOIN event_listeners ON event_listeners.listener_key = plays.listener_key
    WHERE CAST($3 AS TEXT) IS NULL OR plays.platform = CAST($3 AS TEXT)
    GROUP BY plays.listener_key
    HAVING MIN(plays.local_date) BETWEEN CAST($4 AS DATE) AND CAST($5 AS DATE)
),

streamers AS (
    SELECT
        listener_key,
        first_day,
        knows_time,
        knows_events,
        step_1,
        CASE
            WHEN CAST(EXTRACT(EPOCH FROM (first_stream) - (step_1)) * 1000000 AS BIGINT) <= CAST($6 AS BIGINT) * 86400000000
                THEN first_stream
        END AS step_2,
        CASE
            WHEN knows_time = 0 THEN step_1
            WHEN CAST(EXTRACT(EPOCH FROM (first_stream) - (step_1)) * 1000000 AS BIGINT) <= CAST($6 AS BIGINT) * 86400000000
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
            AND CAST(EXTRACT(EPOCH FROM (sessions.started_at) - (streamers.step_1)) * 1000000 AS BIGINT)
                <= CAST($6 AS BIGINT) * 86400000000
            AND (CAST($3 AS TEXT) IS NULL OR sessions.platform = CAST($3 AS TEXT))
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
            AND CAST(EXTRACT(EPOCH FROM (events.occurred_at) - (returners.step_1)) * 1000000 AS BIGINT)
                <= CAST($6 AS BIGINT) * 86400000000
            AND (CAST($3 AS TEXT) IS NULL OR events.platform = CAST($3 AS TEXT))
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
            AND (CAST(plays.local_date AS DATE) - CAST(collectors.first_day AS DATE)) BETWEEN 7 AND 13
            AND CAST(EXTRACT(EPOCH FROM (plays.started_at) - (collectors.step_1)) * 1000000 AS BIGINT)
                <= CAST($6 AS BIGINT) * 86400000000
    WHERE CAST($3 AS TEXT) IS NULL OR plays.platform = CAST($3 AS TEXT)
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
            WHEN CAST(EXTRACT(EPOCH FROM ((SELECT last_moment FROM horizon)) - (collectors.step_1)) * 1000000 AS BIGINT)
                < CAST($6 AS BIGINT) * 86400000000 THEN 1
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
    SELECT 1 AS step, 1 AS is_known, CAST(NULL AS TIMESTAMP) AS previous_at, step_1 AS reached_at, is_open
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
            ORDER BY CASE WHEN is_known = 1 THEN CAST(CAST(EXTRACT(EPOCH FROM (reached_at) - (previous_at)) * 1000000 AS BIGINT) AS DOUBLE PRECISION) END
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
    CAST(step AS BIGINT) AS step,
    name,
    CASE WHEN is_recorded = 1 THEN CAST(listeners AS BIGINT) END AS listeners,
    CASE WHEN step > 1 THEN CAST(listeners AS DOUBLE PRECISION) / NULLIF(eligible, 0) END AS conversion_from_previous,
    CAST(listeners AS DOUBLE PRECISION) / NULLIF(known, 0) AS conversion_overall,
    median_micros / 3600000000 AS median_hours_from_previous,
    CASE WHEN is_recorded = 1 THEN CAST(waiting AS BIGINT) END AS waiting
FROM funnel
ORDER BY step

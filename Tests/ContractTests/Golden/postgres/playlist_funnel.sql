WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
),

-- Plays at positions beyond the last one shown cannot change the answer. In a run the session's and the playlist's
-- positions go up together, so that their difference stays the same.
playlist_plays AS (
    SELECT
        plays.session_key,
        plays.context_id,
        plays.session_position - plays.context_position AS lead_in,
        plays.context_position,
        plays.local_date
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.context = 'playlist'
        AND plays.context_id IS NOT NULL
        AND plays.context_position BETWEEN 1 AND CAST($3 AS BIGINT)
        AND plays.local_date BETWEEN CAST($4 AS DATE) AND CAST(CAST($5 AS DATE) + CAST(7 AS INTEGER) AS DATE)
        AND (CAST($6 AS TEXT) IS NULL OR plays.platform = CAST($6 AS TEXT))
),

stretches AS (
    SELECT
        session_key,
        context_id,
        lead_in,
        COUNT(*) AS plays,
        MAX(context_position) AS last_position
    FROM playlist_plays
    GROUP BY session_key, context_id, lead_in
    HAVING MIN(context_position) = 1
        AND MIN(CASE WHEN context_position = 1 THEN local_date END) <= CAST($5 AS DATE)
),

-- Where no position is missing, a stretch is one run. Only the others need their plays put in order.
broken_positions AS (
    SELECT
        playlist_plays.session_key,
        playlist_plays.context_id,
        playlist_plays.lead_in,
        playlist_plays.context_position,
        ROW_NUMBER() OVER (
            PARTITION BY playlist_plays.session_key, playlist_plays.context_id, playlist_plays.lead_in
            ORDER BY playlist_plays.context_position
        ) AS place
    FROM playlist_plays
    INNER JOIN stretches
        ON stretches.session_key = playlist_plays.session_key
            AND stretches.context_id = playlist_plays.context_id
            AND stretches.lead_in = playlist_plays.lead_in
    WHERE stretches.plays < stretches.last_position
),

runs AS (
    SELECT last_position AS reached
    FROM stretches
    WHERE plays = last_position
    UNION ALL
    SELECT MAX(context_position) AS reached
    FROM broken_positions
    WHERE context_position = place
    GROUP BY session_key, context_id, lead_in
),

run_counts AS (
    SELECT reached AS step, COUNT(*) AS runs
    FROM runs
    GROUP BY reached
),

-- Whether the source records from where a play came: without that, no run can be seen.
recorded AS (
    SELECT
        CASE
            WHEN COUNT(*) = 0 OR COUNT(CASE WHEN plays.context_position IS NOT NULL THEN plays.context END) > 0
                OR COUNT(CASE WHEN plays.context <> 'playlist' THEN 1 END) = COUNT(*) THEN 1
            ELSE 0
        END AS is_recorded
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.local_date BETWEEN CAST($4 AS DATE) AND CAST($5 AS DATE)
        AND (CAST($6 AS TEXT) IS NULL OR plays.platform = CAST($6 AS TEXT))
),

numbers AS (
    SELECT 1 + (CAST(calendar.day AS DATE) - CAST(DATE '2000-01-01' AS DATE)) AS step
    FROM (SELECT CAST(moment AS DATE) AS day FROM generate_series(CAST(DATE '2000-01-01' AS TIMESTAMP), CAST(CAST(DATE '2000-01-01' + CAST(CAST($3 AS BIGINT) - 1 AS INTEGER) AS DATE) AS TIMESTAMP), INTERVAL '1 day') AS series(moment)) AS calendar
),

funnel AS (
    SELECT
        numbers.step,
        CAST(SUM(COALESCE(run_counts.runs, 0)) OVER (ORDER BY numbers.step DESC) AS BIGINT) AS runs
    FROM numbers
    LEFT JOIN run_counts ON run_counts.step = numbers.step
)

SELECT
    CAST(step AS BIGINT) AS step,
    CASE WHEN recorded.is_recorded = 1 OR FIRST_VALUE(runs) OVER (ORDER BY step) > 0 THEN runs END AS runs,
    CAST(runs AS DOUBLE PRECISION) / NULLIF(LAG(runs) OVER (ORDER BY step), 0) AS conversion_from_previous,
    CAST(runs AS DOUBLE PRECISION) / NULLIF(FIRST_VALUE(runs) OVER (ORDER BY step), 0) AS conversion_overall,
    CAST(LAG(runs) OVER (ORDER BY step) - runs AS DOUBLE PRECISION) / NULLIF(LAG(runs) OVER (ORDER BY step), 0) AS drop_off
FROM funnel
CROSS JOIN recorded
ORDER BY step

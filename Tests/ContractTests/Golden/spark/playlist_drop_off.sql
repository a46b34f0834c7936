WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:p1 AS STRING) IS NULL OR COALESCE(tier, 'unknown') = CAST(:p1 AS STRING))
        AND (CAST(:p2 AS STRING) IS NULL OR COALESCE(country, 'unknown') = CAST(:p2 AS STRING))
),

-- In a run the session's and the playlist's positions go up together, so that their difference stays the same.
stretches AS (
    SELECT
        MAX(CASE WHEN plays.context_position = 2 THEN 1 ELSE 0 END) AS has_2,
        MAX(CASE WHEN plays.context_position = 3 THEN 1 ELSE 0 END) AS has_3,
        MAX(CASE WHEN plays.context_position = 4 THEN 1 ELSE 0 END) AS has_4,
        MAX(CASE WHEN plays.context_position = 5 THEN 1 ELSE 0 END) AS has_5
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.context = 'playlist'
        AND plays.context_id IS NOT NULL
        AND plays.context_position BETWEEN 1 AND 5
        AND plays.local_date BETWEEN CAST(:p3 AS DATE) AND date_add(CAST(CAST(:p4 AS DATE) AS DATE), CAST(7 AS INT))
        AND (CAST(:p5 AS STRING) IS NULL OR plays.platform = CAST(:p5 AS STRING))
    GROUP BY plays.session_key, plays.context_id, plays.session_position - plays.context_position
    HAVING MIN(CASE WHEN plays.context_position = 1 THEN plays.local_date END) <= CAST(:p4 AS DATE)
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
    WHERE plays.local_date BETWEEN CAST(:p3 AS DATE) AND CAST(:p4 AS DATE)
        AND (CAST(:p5 AS STRING) IS NULL OR plays.platform = CAST(:p5 AS STRING))
),

counts AS (
    SELECT
        COUNT(*) AS runs,
        COUNT(*) FILTER (WHERE has_2 = 1 AND has_3 = 1) AS reached_3,
        COUNT(*) FILTER (WHERE has_2 = 1 AND has_3 = 1 AND has_4 = 1 AND has_5 = 1) AS reached_5
    FROM stretches
),

normal AS (
    SELECT CAST(1.959963984540054 AS DOUBLE) AS z
),

wilson AS (
    SELECT
        counts.runs,
        counts.reached_3,
        counts.reached_5,
        counts.reached_3 - counts.reached_5 AS lost,
        normal.z * normal.z AS z2,
        normal.z * SQRT(
            CAST(counts.reached_5 AS DOUBLE) * (counts.reached_3 - counts.reached_5) / NULLIF(counts.reached_3, 0)
                + normal.z * normal.z / 4
        ) AS half_width
    FROM counts
    CROSS JOIN normal
)

SELECT
    CASE WHEN recorded.is_recorded = 1 OR runs > 0 THEN runs END AS runs,
    CASE WHEN recorded.is_recorded = 1 OR runs > 0 THEN reached_3 END AS reached_3,
    CASE WHEN recorded.is_recorded = 1 OR runs > 0 THEN reached_5 END AS reached_5,
    CAST(lost AS DOUBLE) / NULLIF(reached_3, 0) AS drop_off,
    CASE
        WHEN reached_3 > 0 THEN GREATEST(CAST(0 AS DOUBLE), (lost + z2 / 2 - half_width) / (reached_3 + z2))
    END AS low,
    CASE
        WHEN reached_3 > 0 THEN LEAST(CAST(1 AS DOUBLE), (lost + z2 / 2 + half_width) / (reached_3 + z2))
    END AS high
FROM wilson
CROSS JOIN recorded
ORDER BY wilson.runs

WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
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
        AND plays.local_date BETWEEN CAST($3 AS DATE) AND CAST(CAST($4 AS DATE) + CAST(7 AS INTEGER) AS DATE)
        AND (CAST($5 AS TEXT) IS NULL OR plays.platform = CAST($5 AS TEXT))
    GROUP BY plays.session_key, plays.context_id, plays.session_position - plays.context_position
    HAVING MIN(CASE WHEN plays.context_position = 1 THEN plays.local_date END) <= CAST($4 AS DATE)
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
    WHERE plays.local_date BETWEEN CAST($3 AS DATE) AND CAST($4 AS DATE)
        AND (CAST($5 AS TEXT) IS NULL OR plays.platform = CAST($5 AS TEXT))
),

counts AS (
    SELECT
        COUNT(*) AS runs,
        COUNT(*) FILTER (WHERE has_2 = 1 AND has_3 = 1) AS reached_3,
        COUNT(*) FILTER (WHERE has_2 = 1 AND has_3 = 1 AND has_4 = 1 AND has_5 = 1) AS reached_5
    FROM stretches
),

normal AS (
    SELECT CAST(1.959963984540054 AS DOUBLE PRECISION) AS z
),

wilson AS (
    SELECT
        counts.runs,
        counts.reached_3,
        counts.reached_5,
        counts.reached_3 - counts.reached_5 AS lost,
        normal.z * normal.z AS z2,
        normal.z * SQRT(
            CAST(counts.reached_5 AS DOUBLE PRECISION) * (counts.reached_3 - counts.reached_5) / NULLIF(counts.reached_3, 0)
                + normal.z * normal.z / 4
        ) AS half_width
    FROM counts
    CROSS JOIN normal
)

SELECT
    CASE WHEN recorded.is_recorded = 1 OR runs > 0 THEN runs END AS runs,
    CASE WHEN recorded.is_recorded = 1 OR runs > 0 THEN reached_3 END AS reached_3,
    CASE WHEN recorded.is_recorded = 1 OR runs > 0 THEN reached_5 END AS reached_5,
    CAST(lost AS DOUBLE PRECISION) / NULLIF(reached_3, 0) AS drop_off,
    CASE
        WHEN reached_3 > 0 THEN GREATEST(CAST(0 AS DOUBLE PRECISION), (lost + z2 / 2 - half_width) / (reached_3 + z2))
    END AS low,
    CASE
        WHEN reached_3 > 0 THEN LEAST(CAST(1 AS DOUBLE PRECISION), (lost + z2 / 2 + half_width) / (reached_3 + z2))
    END AS high
FROM wilson
CROSS JOIN recorded
ORDER BY wilson.runs

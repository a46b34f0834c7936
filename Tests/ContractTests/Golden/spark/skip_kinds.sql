WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:p1 AS STRING) IS NULL OR COALESCE(tier, 'unknown') = CAST(:p1 AS STRING))
        AND (CAST(:p2 AS STRING) IS NULL OR COALESCE(country, 'unknown') = CAST(:p2 AS STRING))
),

kinds AS (
    SELECT 1 AS kind_rank, 'early' AS skip_kind
    UNION ALL
    SELECT 2 AS kind_rank, 'mid' AS skip_kind
    UNION ALL
    SELECT 3 AS kind_rank, 'late' AS skip_kind
    UNION ALL
    SELECT 4 AS kind_rank, 'none' AS skip_kind
    UNION ALL
    SELECT 5 AS kind_rank, 'not_early' AS skip_kind
    UNION ALL
    SELECT 6 AS kind_rank, 'unknown' AS skip_kind
),

told_plays AS (
    SELECT
        CASE
            WHEN plays.skip_kind IS NULL THEN 'unknown'
            WHEN plays.skip_kind = 'none' AND NOT (COALESCE(plays.reason_end, 'unknown') <> 'unknown') AND COALESCE(tracks.duration_ms, 0) <= 0
                THEN 'not_early'
            ELSE plays.skip_kind
        END AS skip_kind,
        CASE WHEN plays.skip_kind <> 'early' AND tracks.duration_ms > 0 THEN 1 ELSE 0 END AS has_length
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date BETWEEN CAST(:p3 AS DATE) AND CAST(:p4 AS DATE)
        AND (CAST(:p5 AS STRING) IS NULL OR plays.platform = CAST(:p5 AS STRING))
),

kind_counts AS (
    SELECT skip_kind, COUNT(*) AS plays, SUM(has_length) AS with_length
    FROM told_plays
    GROUP BY skip_kind
),

totals AS (
    SELECT
        CAST(COALESCE(SUM(plays), 0) AS BIGINT) AS all_plays,
        CAST(COALESCE(SUM(CASE WHEN skip_kind <> 'unknown' THEN plays END), 0) AS BIGINT) AS known_plays,
        CAST(COALESCE(SUM(CASE WHEN skip_kind IN ('mid', 'late', 'none') THEN plays END), 0) AS BIGINT) AS told_plays,
        CAST(COALESCE(SUM(CASE WHEN skip_kind = 'not_early' THEN plays END), 0) AS BIGINT) AS not_early_plays,
        CAST(COALESCE(SUM(with_length), 0) AS BIGINT) AS plays_with_length
    FROM kind_counts
),

-- A count is 0 only where the source could have recorded a play of the kind.
shares AS (
    SELECT
        kinds.kind_rank,
        kinds.skip_kind,
        totals.known_plays,
        CASE
            WHEN kind_counts.plays > 0 THEN kind_counts.plays
            WHEN kinds.skip_kind = 'unknown' OR totals.all_plays = 0 THEN 0
            WHEN totals.known_plays = 0 THEN NULL
            WHEN kinds.skip_kind = 'mid' AND totals.told_plays + totals.not_early_plays > 0
                AND totals.plays_with_length = 0 THEN NULL
            WHEN kinds.skip_kind IN ('late', 'none') AND totals.not_early_plays > 0 AND totals.told_plays = 0 THEN NULL
            ELSE 0
        END AS plays
    FROM kinds
    CROSS JOIN totals
    LEFT JOIN kind_counts ON kind_counts.skip_kind = kinds.skip_kind
)

SELECT
    skip_kind,
    CAST(plays AS BIGINT) AS plays,
    CASE WHEN skip_kind <> 'unknown' THEN CAST(plays AS DOUBLE) / NULLIF(known_plays, 0) END AS share
FROM shares
ORDER BY kind_rank

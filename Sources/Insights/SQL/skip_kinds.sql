-- title: How far into a track listeners skip
-- grain: one row per kind: early, mid, late, none, unknown
-- definition: early: ended by the listener under 30 seconds; mid: under 50 % of the track; late: later than that;
--   none: the track ran to its end (or to 95 % of it), or an error or a logout ended it; unknown: the source does not
--   say.
-- inputs: listeners, plays
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column skip_kind: text | 'early', 'mid', 'late', 'none' or 'unknown'
-- column plays: plays | plays of the kind
-- column share: share | plays divided by the plays whose kind is known; NULL for unknown
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:tier AS {{text}}) IS NULL OR COALESCE(tier, 'unknown') = CAST(:tier AS {{text}}))
        AND (CAST(:country AS {{text}}) IS NULL OR COALESCE(country, 'unknown') = CAST(:country AS {{text}}))
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
    SELECT 5 AS kind_rank, 'unknown' AS skip_kind
),

kind_counts AS (
    SELECT COALESCE(plays.skip_kind, 'unknown') AS skip_kind, COUNT(*) AS plays
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
    GROUP BY COALESCE(plays.skip_kind, 'unknown')
),

shares AS (
    SELECT
        kinds.kind_rank,
        kinds.skip_kind,
        CAST(COALESCE(kind_counts.plays, 0) AS {{bigint}}) AS plays,
        CAST(
            SUM(CASE WHEN kinds.skip_kind <> 'unknown' THEN kind_counts.plays END) OVER () AS {{bigint}}
        ) AS known_plays
    FROM kinds
    LEFT JOIN kind_counts ON kind_counts.skip_kind = kinds.skip_kind
)

SELECT
    skip_kind,
    plays,
    CASE WHEN skip_kind <> 'unknown' THEN CAST(plays AS {{double}}) / NULLIF(known_plays, 0) END AS share
FROM shares
ORDER BY kind_rank

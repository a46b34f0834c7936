-- title: How far into a track listeners skip
-- grain: one row per kind: early, mid, late, none, not_early, unknown
-- definition: early: ended by the listener under 30 seconds; mid: under 50 % of the track; late: later than that;
--   none: the track ran to its end (or to 95 % of it), or an error or a logout ended it; not_early: listened to for 30
--   seconds or more, and the source records neither the length of the track nor why the play ended, so that it may
--   have been skipped later or not at all; unknown: not even the time listened is recorded. A kind that the source
--   could not have recorded of any play is NULL, never 0: mid takes the length of the track, late and none take that or
--   the reason of the end.
-- inputs: listeners, plays, tracks
-- command: skips --by kinds | Show how far into tracks plays are skipped, by kind. | segue insights skips --by kinds
-- page: /skips
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column skip_kind: text | 'early', 'mid', 'late', 'none', 'not_early' or 'unknown'
-- column plays: plays | plays of the kind; NULL where the source does not record the kind
-- column share: share | plays divided by the plays that are not unknown; NULL where plays is, and for unknown
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
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
            WHEN plays.skip_kind = 'none' AND NOT {{tells_end(plays.reason_end)}} AND COALESCE(tracks.duration_ms, 0) <= 0
                THEN 'not_early'
            ELSE plays.skip_kind
        END AS skip_kind,
        CASE WHEN plays.skip_kind <> 'early' AND tracks.duration_ms > 0 THEN 1 ELSE 0 END AS has_length
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
),

kind_counts AS (
    SELECT skip_kind, COUNT(*) AS plays, SUM(has_length) AS with_length
    FROM told_plays
    GROUP BY skip_kind
),

totals AS (
    SELECT
        CAST(COALESCE(SUM(plays), 0) AS {{bigint}}) AS all_plays,
        CAST(COALESCE(SUM(CASE WHEN skip_kind <> 'unknown' THEN plays END), 0) AS {{bigint}}) AS known_plays,
        CAST(COALESCE(SUM(CASE WHEN skip_kind IN ('mid', 'late', 'none') THEN plays END), 0) AS {{bigint}}) AS told_plays,
        CAST(COALESCE(SUM(CASE WHEN skip_kind = 'not_early' THEN plays END), 0) AS {{bigint}}) AS not_early_plays,
        CAST(COALESCE(SUM(with_length), 0) AS {{bigint}}) AS plays_with_length
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
    CAST(plays AS {{bigint}}) AS plays,
    CASE WHEN skip_kind <> 'unknown' THEN CAST(plays AS {{double}}) / NULLIF(known_plays, 0) END AS share
FROM shares
ORDER BY kind_rank

-- title: After how many seconds a skipped play ends
-- grain: one row per 5 seconds listened up to one minute, and one for longer
-- definition: Plays that were skipped under the default rule and whose time listened is known, by the time listened.
--   A time on a bound belongs to the upper row. A skip after 30 seconds or more is told from a play to the end by the
--   length of the track alone: where the source records no length, rows from 30 seconds on are NULL, and so are all
--   shares, since later skips are not seen. Where no play's skip is known, all counts are NULL.
-- inputs: listeners, plays, tracks
-- command: skips --by moments | Show after how many seconds plays are skipped. | segue insights skips --by moments
-- page: /skips
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column from_seconds: seconds | shortest time listened of the row, inclusive
-- column to_seconds: seconds | end of the row, exclusive; NULL for the last
-- column plays: plays | skipped plays that ended there; NULL where the source could not have recorded one
-- column share: share | plays divided by all skipped plays of known length; NULL without any, and where later skips are
--   not seen
-- column cumulative_share: share | share of the skipped plays that ended in this row or before; NULL as share
-- column unseen_skips: plays | plays of 30 seconds or more that may have been skipped without a trace, the same in every
--   row
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

counted_plays AS (
    SELECT
        CASE
            WHEN NOT plays.skipped OR plays.ms_played IS NULL THEN -1
            WHEN plays.ms_played >= 60000 THEN 12
            ELSE {{int_div(plays.ms_played, 5000)}}
        END AS bucket,
        CASE WHEN tracks.duration_ms > 0 AND {{is_stream(plays.ms_played)}} THEN 1 ELSE 0 END AS has_length,
        CASE
            WHEN NOT plays.skipped AND COALESCE(tracks.duration_ms, 0) <= 0
                AND (plays.skip_kind = 'late' OR NOT {{tells_end(plays.reason_end)}}) THEN 1
            ELSE 0
        END AS is_unseen
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
        AND plays.skipped IS NOT NULL
),

bucket_counts AS (
    SELECT bucket, COUNT(*) AS plays, SUM(has_length) AS with_length, SUM(is_unseen) AS unseen
    FROM counted_plays
    GROUP BY bucket
),

totals AS (
    SELECT
        CAST(COALESCE(SUM(plays), 0) AS {{bigint}}) AS known_plays,
        CAST(COALESCE(SUM(CASE WHEN bucket >= 0 THEN plays END), 0) AS {{bigint}}) AS skips,
        CAST(COALESCE(SUM(with_length), 0) AS {{bigint}}) AS plays_with_length,
        CAST(COALESCE(SUM(unseen), 0) AS {{bigint}}) AS unseen
    FROM bucket_counts
),

any_plays AS (
    SELECT COUNT(*) AS plays
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
),

buckets AS (
    SELECT {{days_between(DATE '2000-01-01', calendar.day)}} AS bucket
    FROM {{days(DATE '2000-01-01', DATE '2000-01-13')}} AS calendar
),

histogram AS (
    SELECT
        buckets.bucket,
        CASE
            WHEN bucket_counts.plays > 0 THEN bucket_counts.plays
            WHEN any_plays.plays > 0 AND totals.known_plays = 0 THEN NULL
            WHEN buckets.bucket >= 6 AND totals.unseen > 0 AND totals.plays_with_length = 0 THEN NULL
            ELSE 0
        END AS plays,
        SUM(COALESCE(bucket_counts.plays, 0)) OVER (ORDER BY buckets.bucket) AS so_far,
        totals.unseen,
        CASE WHEN totals.unseen = 0 OR totals.plays_with_length > 0 THEN NULLIF(totals.skips, 0) END AS total
    FROM buckets
    CROSS JOIN totals
    CROSS JOIN any_plays
    LEFT JOIN bucket_counts ON bucket_counts.bucket = buckets.bucket
)

SELECT
    CAST(bucket * 5 AS {{bigint}}) AS from_seconds,
    CASE WHEN bucket < 12 THEN CAST(bucket * 5 + 5 AS {{bigint}}) END AS to_seconds,
    CAST(plays AS {{bigint}}) AS plays,
    CAST(plays AS {{double}}) / total AS share,
    CAST(so_far AS {{double}}) / total AS cumulative_share,
    unseen AS unseen_skips
FROM histogram
ORDER BY bucket

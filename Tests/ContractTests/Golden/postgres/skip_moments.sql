WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
),

counted_plays AS (
    SELECT
        CASE
            WHEN NOT plays.skipped OR plays.ms_played IS NULL THEN -1
            WHEN plays.ms_played >= 60000 THEN 12
            ELSE CAST(DIV(CAST(plays.ms_played AS NUMERIC), CAST(5000 AS NUMERIC)) AS BIGINT)
        END AS bucket,
        CASE WHEN tracks.duration_ms > 0 AND plays.ms_played >= 30000 THEN 1 ELSE 0 END AS has_length,
        CASE
            WHEN NOT plays.skipped AND COALESCE(tracks.duration_ms, 0) <= 0
                AND (plays.skip_kind = 'late' OR NOT (COALESCE(plays.reason_end, 'unknown') <> 'unknown')) THEN 1
            ELSE 0
        END AS is_unseen
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date BETWEEN CAST($3 AS DATE) AND CAST($4 AS DATE)
        AND (CAST($5 AS TEXT) IS NULL OR plays.platform = CAST($5 AS TEXT))
        AND plays.skipped IS NOT NULL
),

bucket_counts AS (
    SELECT bucket, COUNT(*) AS plays, SUM(has_length) AS with_length, SUM(is_unseen) AS unseen
    FROM counted_plays
    GROUP BY bucket
),

totals AS (
    SELECT
        CAST(COALESCE(SUM(plays), 0) AS BIGINT) AS known_plays,
        CAST(COALESCE(SUM(CASE WHEN bucket >= 0 THEN plays END), 0) AS BIGINT) AS skips,
        CAST(COALESCE(SUM(with_length), 0) AS BIGINT) AS plays_with_length,
        CAST(COALESCE(SUM(unseen), 0) AS BIGINT) AS unseen
    FROM bucket_counts
),

any_plays AS (
    SELECT COUNT(*) AS plays
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.local_date BETWEEN CAST($3 AS DATE) AND CAST($4 AS DATE)
        AND (CAST($5 AS TEXT) IS NULL OR plays.platform = CAST($5 AS TEXT))
),

buckets AS (
    SELECT (CAST(calendar.day AS DATE) - CAST(DATE '2000-01-01' AS DATE)) AS bucket
    FROM (SELECT CAST(moment AS DATE) AS day FROM generate_series(CAST(DATE '2000-01-01' AS TIMESTAMP), CAST(DATE '2000-01-13' AS TIMESTAMP), INTERVAL '1 day') AS series(moment)) AS calendar
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
    CAST(bucket * 5 AS BIGINT) AS from_seconds,
    CASE WHEN bucket < 12 THEN CAST(bucket * 5 + 5 AS BIGINT) END AS to_seconds,
    CAST(plays AS BIGINT) AS plays,
    CAST(plays AS DOUBLE PRECISION) / total AS share,
    CAST(so_far AS DOUBLE PRECISION) / total AS cumulative_share,
    unseen AS unseen_skips
FROM histogram
ORDER BY bucket

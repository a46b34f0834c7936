-- title: After how many seconds a skipped play ends
-- grain: one row per 5 seconds listened up to one minute, and one for longer
-- definition: Plays that were skipped under the default rule and whose time listened is known, by the time listened.
--   A time on a bound belongs to the upper row.
-- inputs: listeners, plays
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- column from_seconds: seconds | shortest time listened of the row, inclusive
-- column to_seconds: seconds | end of the row, exclusive; NULL for the last
-- column plays: plays | skipped plays that ended there
-- column share: share | plays divided by all skipped plays of known length; NULL without any
-- column cumulative_share: share | share of the skipped plays that ended in this row or before
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:tier AS {{text}}) IS NULL OR COALESCE(tier, 'unknown') = CAST(:tier AS {{text}}))
        AND (CAST(:country AS {{text}}) IS NULL OR COALESCE(country, 'unknown') = CAST(:country AS {{text}}))
),

skipped_plays AS (
    SELECT
        CASE WHEN plays.ms_played >= 60000 THEN 12 ELSE {{int_div(plays.ms_played, 5000)}} END AS bucket,
        COUNT(*) AS plays
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
        AND plays.skipped
        AND plays.ms_played IS NOT NULL
    GROUP BY CASE WHEN plays.ms_played >= 60000 THEN 12 ELSE {{int_div(plays.ms_played, 5000)}} END
),

buckets AS (
    SELECT {{days_between(DATE '2000-01-01', calendar.day)}} AS bucket
    FROM {{days(DATE '2000-01-01', DATE '2000-01-13')}} AS calendar
),

histogram AS (
    SELECT
        buckets.bucket,
        CAST(COALESCE(skipped_plays.plays, 0) AS {{bigint}}) AS plays,
        CAST(SUM(COALESCE(skipped_plays.plays, 0)) OVER (ORDER BY buckets.bucket) AS {{bigint}}) AS so_far,
        CAST(SUM(skipped_plays.plays) OVER () AS {{bigint}}) AS total
    FROM buckets
    LEFT JOIN skipped_plays ON skipped_plays.bucket = buckets.bucket
)

SELECT
    CAST(bucket * 5 AS {{bigint}}) AS from_seconds,
    CASE WHEN bucket < 12 THEN CAST(bucket * 5 + 5 AS {{bigint}}) END AS to_seconds,
    plays,
    CAST(plays AS {{double}}) / NULLIF(total, 0) AS share,
    CAST(so_far AS {{double}}) / NULLIF(total, 0) AS cumulative_share
FROM histogram
ORDER BY bucket

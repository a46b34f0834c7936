-- title: Artists whose share of listening is growing
-- grain: one row per artist, at most :limit
-- definition: The :recent_days that end on the last day counted (or on the last day of the data, if that is earlier) against the
--   :base_days before them, as far as they lie inside the data. With a plays of the artist among n in the recent days and b
--   among m in the base days, each count is smoothed by the prior p = (a + b) / 50, and each total by q = (n + m) / 50: an
--   informative Dirichlet prior, worth 2 % of the plays and centred on the artist's pooled share. Growth = [(a + p) / (n + q)]
--   / [(b + p) / (m + q)]. Log-odds d = ln((a + p) / (n + q - a - p)) - ln((b + p) / (m + q - b - p)); z = d / sqrt(1 / (a + p)
--   + 1 / (b + p)). Artists are ordered by z among those whose growth reaches :min_growth and who have :min_listeners recent
--   listeners, so that neither a steady big artist, whose small drift is significant too, nor one fan's loop takes a place.
--   Source: Monroe, Colaresi and Quinn (2008), doi:10.1093/pan/mpn018, log-odds ratio with an informative Dirichlet prior.
-- inputs: artists, listener_days, listeners, plays, tracks
-- parameter last_day: date | last listener-local day of the recent days, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter recent_days: days | length of the recent period
-- parameter base_days: days | length of the base period
-- parameter min_growth: ratio | smallest growth shown, such as 1.25
-- parameter min_listeners: listeners | smallest number of recent listeners shown, such as 3
-- parameter limit: integer | number of artists
-- column rank: integer | place by z
-- column artist: text | artist
-- column recent_plays: plays | plays in the recent days
-- column base_plays: plays | plays in the base days
-- column recent_plays_per_day: plays | recent_plays divided by the recent days
-- column base_plays_per_day: plays | base_plays divided by the base days inside the data
-- column growth: ratio | smoothed share in the recent days divided by the smoothed share in the base days
-- column z: ratio | log-odds of growth in standard errors
-- column listeners: listeners | distinct listeners in the recent days
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:tier AS {{text}}) IS NULL OR COALESCE(tier, 'unknown') = CAST(:tier AS {{text}}))
        AND (CAST(:country AS {{text}}) IS NULL OR COALESCE(country, 'unknown') = CAST(:country AS {{text}}))
),

data_range AS (
    SELECT MIN(local_date) AS first_day, LEAST(MAX(local_date), CAST(:last_day AS DATE)) AS last_day
    FROM listener_days
),

-- There is a row only when a base day lies inside the data: without a base nobody emerges.
periods AS (
    SELECT base_from, recent_from, last_day, {{days_between(base_from, recent_from)}} AS base_days
    FROM (
        SELECT
            {{add_days(last_day, 1 - CAST(:recent_days AS {{bigint}}))}} AS recent_from,
            GREATEST(
                {{add_days(last_day, 1 - CAST(:recent_days AS {{bigint}}) - CAST(:base_days AS {{bigint}}))}}, first_day
            ) AS base_from,
            last_day
        FROM data_range
    ) AS bounds
    WHERE base_from < recent_from
),

counted_plays AS (
    SELECT
        plays.track_key,
        plays.listener_key,
        CASE WHEN plays.local_date >= periods.recent_from THEN 1 ELSE 0 END AS is_recent
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    CROSS JOIN periods
    WHERE plays.local_date BETWEEN periods.base_from AND periods.last_day
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
),

listener_tracks AS (
    SELECT track_key, is_recent, listener_key, COUNT(*) AS plays
    FROM counted_plays
    GROUP BY track_key, is_recent, listener_key
),

artist_plays AS (
    SELECT
        tracks.artist_key,
        CAST(COALESCE(SUM(listener_tracks.plays) FILTER (WHERE listener_tracks.is_recent = 1), 0) AS {{bigint}}) AS recent,
        CAST(COALESCE(SUM(listener_tracks.plays) FILTER (WHERE listener_tracks.is_recent = 0), 0) AS {{bigint}}) AS base,
        COUNT(DISTINCT CASE WHEN listener_tracks.is_recent = 1 THEN listener_tracks.listener_key END) AS listeners
    FROM listener_tracks
    INNER JOIN tracks ON tracks.track_key = listener_tracks.track_key
    GROUP BY tracks.artist_key
),

smoothed AS (
    SELECT
        artist_key,
        recent,
        base,
        listeners,
        recent + CAST(recent + base AS {{double}}) / 50 AS a,
        base + CAST(recent + base AS {{double}}) / 50 AS b,
        CAST(SUM(recent) OVER () AS {{bigint}}) + CAST(SUM(recent + base) OVER () AS {{double}}) / 50 AS n,
        CAST(SUM(base) OVER () AS {{bigint}}) + CAST(SUM(recent + base) OVER () AS {{double}}) / 50 AS m
    FROM artist_plays
),

-- With a single artist there are no odds, and its z is none either.
scores AS (
    SELECT
        artist_key,
        recent,
        base,
        listeners,
        (a / n) / (b / m) AS growth,
        CASE
            WHEN n > a AND m > b THEN (LN(a / (n - a)) - LN(b / (m - b))) / SQRT(1 / a + 1 / b)
            ELSE CAST(0 AS {{double}})
        END AS z
    FROM smoothed
),

ranked AS (
    SELECT
        artist_key,
        recent,
        base,
        listeners,
        growth,
        z,
        ROW_NUMBER() OVER (ORDER BY z DESC, artist_key) AS artist_rank
    FROM scores
    WHERE growth >= CAST(:min_growth AS {{double}})
        AND listeners >= CAST(:min_listeners AS {{bigint}})
)

SELECT
    CAST(ranked.artist_rank AS {{bigint}}) AS rank,
    artists.name AS artist,
    ranked.recent AS recent_plays,
    ranked.base AS base_plays,
    CAST(ranked.recent AS {{double}}) / CAST(:recent_days AS {{bigint}}) AS recent_plays_per_day,
    CAST(ranked.base AS {{double}}) / periods.base_days AS base_plays_per_day,
    ranked.growth,
    ranked.z,
    CAST(ranked.listeners AS {{bigint}}) AS listeners
FROM ranked
CROSS JOIN periods
LEFT JOIN artists ON artists.artist_key = ranked.artist_key
WHERE ranked.artist_rank <= CAST(:limit AS {{bigint}})
ORDER BY ranked.artist_rank

WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:p1 AS STRING) IS NULL OR COALESCE(tier, 'unknown') = CAST(:p1 AS STRING))
        AND (CAST(:p2 AS STRING) IS NULL OR COALESCE(country, 'unknown') = CAST(:p2 AS STRING))
),

data_range AS (
    SELECT MIN(local_date) AS first_day, LEAST(CAST(:p3 AS DATE), CAST(:p4 AS DATE)) AS last_day
    FROM listener_days
),

-- There is a row only when a base day lies inside the data: nobody emerges without a base, nor without a play in it.
periods AS (
    SELECT base_from, recent_from, last_day, datediff(CAST(recent_from AS DATE), CAST(base_from AS DATE)) AS base_days
    FROM (
        SELECT
            date_add(CAST(last_day AS DATE), CAST(1 - CAST(:p5 AS BIGINT) AS INT)) AS recent_from,
            GREATEST(
                date_add(CAST(last_day AS DATE), CAST(1 - CAST(:p5 AS BIGINT) - CAST(:p6 AS BIGINT) AS INT)), first_day
            ) AS base_from,
            last_day
        FROM data_range
    ) AS bounds
    WHERE base_from < recent_from
),

track_plays AS (
    SELECT
        plays.track_key,
        COUNT(*) FILTER (WHERE plays.local_date >= periods.recent_from) AS recent,
        COUNT(*) FILTER (WHERE plays.local_date < periods.recent_from) AS base
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    CROSS JOIN periods
    WHERE plays.local_date BETWEEN periods.base_from AND periods.last_day
        AND (CAST(:p7 AS STRING) IS NULL OR plays.platform = CAST(:p7 AS STRING))
    GROUP BY plays.track_key
),

artist_plays AS (
    SELECT
        tracks.artist_key,
        CAST(SUM(track_plays.recent) AS BIGINT) AS recent,
        CAST(SUM(track_plays.base) AS BIGINT) AS base
    FROM track_plays
    INNER JOIN tracks ON tracks.track_key = track_plays.track_key
    GROUP BY tracks.artist_key
),

smoothed AS (
    SELECT
        artist_key,
        recent,
        base,
        SUM(base) OVER () AS all_base,
        recent + CAST(recent + base AS DOUBLE) / 50 AS a,
        base + CAST(recent + base AS DOUBLE) / 50 AS b,
        CAST(SUM(recent) OVER () AS BIGINT) + CAST(SUM(recent + base) OVER () AS DOUBLE) / 50 AS n,
        CAST(SUM(base) OVER () AS BIGINT) + CAST(SUM(recent + base) OVER () AS DOUBLE) / 50 AS m
    FROM artist_plays
),

-- A single artist has no odds: its log-odds are 0.
scores AS (
    SELECT
        smoothed.artist_key,
        recent,
        base,
        (a / n) / (b / m) AS growth,
        CASE
            WHEN n > a AND m > b THEN LN(a / (n - a)) - LN(b / (m - b))
            ELSE CAST(0 AS DOUBLE)
        END AS log_odds,
        1 / a + 1 / b AS variance,
        COUNT(*) OVER () AS looked_at
    FROM smoothed
    INNER JOIN artists ON artists.artist_key = smoothed.artist_key
    WHERE smoothed.all_base > 0
        AND LOWER(artists.name) NOT IN ('unknown artist', 'unknown track')
),

-- Listeners are told apart for the artists that grow only.
growing_tracks AS (
    SELECT tracks.track_key, tracks.artist_key
    FROM tracks
    INNER JOIN scores ON scores.artist_key = tracks.artist_key
    WHERE scores.growth >= CAST(:p8 AS DOUBLE)
),

artist_listeners AS (
    SELECT
        artist_key,
        COUNT(*) AS listeners,
        CAST(SUM(plays * plays) AS DOUBLE) / CAST(SUM(plays) AS BIGINT) AS design_effect
    FROM (
        SELECT growing_tracks.artist_key, plays.listener_key, COUNT(*) AS plays
        FROM plays
        INNER JOIN growing_tracks ON growing_tracks.track_key = plays.track_key
        INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
        CROSS JOIN periods
        WHERE plays.local_date BETWEEN periods.recent_from AND periods.last_day
            AND (CAST(:p7 AS STRING) IS NULL OR plays.platform = CAST(:p7 AS STRING))
        GROUP BY growing_tracks.artist_key, plays.listener_key
    ) AS listener_plays
    GROUP BY artist_key
),

growing_artists AS (
    SELECT
        scores.artist_key,
        scores.recent,
        scores.base,
        scores.growth,
        scores.log_odds / SQRT(scores.variance * COALESCE(artist_listeners.design_effect, 1)) AS z,
        COALESCE(artist_listeners.listeners, 0) AS listeners,
        scores.looked_at
    FROM scores
    LEFT JOIN artist_listeners ON artist_listeners.artist_key = scores.artist_key
    WHERE scores.growth >= CAST(:p8 AS DOUBLE)
        AND COALESCE(artist_listeners.listeners, 0) >= CAST(:p9 AS BIGINT)
),

chances AS (
    SELECT
        artist_key,
        recent,
        base,
        growth,
        z,
        listeners,
        CASE
            WHEN z > 0 THEN LEAST(CAST(1 AS DOUBLE), looked_at * EXP(-z * z / 2) / 2)
            ELSE CAST(1 AS DOUBLE)
        END AS p_value
    FROM growing_artists
),

ranked AS (
    SELECT
        artist_key,
        recent,
        base,
        growth,
        z,
        listeners,
        p_value,
        ROW_NUMBER() OVER (ORDER BY z DESC, artist_key) AS artist_rank
    FROM chances
    WHERE p_value <= CAST(:p10 AS DOUBLE)
)

SELECT
    CAST(ranked.artist_rank AS BIGINT) AS rank,
    artists.name AS artist,
    ranked.recent AS recent_plays,
    ranked.base AS base_plays,
    CAST(ranked.recent AS DOUBLE) / CAST(:p5 AS BIGINT) AS recent_plays_per_day,
    CAST(ranked.base AS DOUBLE) / periods.base_days AS base_plays_per_day,
    ranked.growth,
    ranked.z,
    CAST(ranked.listeners AS BIGINT) AS listeners,
    ranked.p_value
FROM ranked
CROSS JOIN periods
LEFT JOIN artists ON artists.artist_key = ranked.artist_key
WHERE ranked.artist_rank <= CAST(:p11 AS BIGINT)
ORDER BY ranked.artist_rank

-- title: Artists whose share of listening is growing
-- grain: one row per artist, at most :limit
-- definition: The :recent_days that end on the last day counted (or on the last complete day, if that is earlier)
--   against the :base_days before them, as far as they lie inside the data. With a plays of the artist among n in the
--   recent days and b among m in the base days, each count is smoothed by the prior p = (a + b) / 50, and each total
--   by q = (n + m) / 50: an informative Dirichlet prior, worth 2 % of the plays and centred on the artist's pooled
--   share. Growth = [(a + p) / (n + q)] / [(b + p) / (m + q)]. Log-odds d = ln((a + p) / (n + q - a - p)) - ln((b +
--   p) / (m + q - b - p)); z = d / sqrt(f (1 / (a + p) + 1 / (b + p))). Plays of one listener hang together: f = sum
--   c^2 / sum c over the plays c of each recent listener of the artist, so that one fan's loop proves little. Artists
--   are ordered by z among those whose growth reaches :min_growth and who have :min_listeners recent listeners: the
--   small drift of a steady big artist is significant, but it is not growth. Of many artists some grow by chance: with k
--   artists looked at, p = k exp(-z^2 / 2) / 2, at most 1, bounds the probability that any of them reaches such a z when
--   nobody grows, and only artists with p up to :max_p_value are listed. Without a play in the base days nobody
--   is listed. Names that the source withholds are not an artist; their plays stay in the totals. Sources: Monroe, Colaresi and Quinn (2008), doi:10.1093/pan/mpn018 (log-odds with an informative
--   Dirichlet prior); Kish (1965), Survey Sampling (design effect of clusters).
-- inputs: artists, listener_days, listeners, plays, tracks
-- command: emerging | Show artists whose share of listening is growing. | segue insights emerging --recent-days 7
-- order: 14
-- page: /overview
-- parameter last_day: date | last listener-local day of the recent days, inclusive
-- parameter complete_day: date | last day that is over by the clocks of 99 % of listeners
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter recent_days: integer | length of the recent period in days | default 14 | bounds 1 to 3650
--   | option --recent-days <days> | help Days of the recent period.
-- parameter base_days: integer | length of the base period in days | default 42 | bounds 1 to 3650
--   | option --base-days <days> | help Days of the period it is compared with.
-- parameter min_growth: number | smallest growth shown, such as 1.25 | default 1.5
-- parameter min_listeners: integer | smallest number of recent listeners shown, such as 3 | default 3
--   | bounds 0 to 1000000000
-- parameter max_p_value: share | largest p listed, such as 0.05; 1 lists all | default 0.05
--   | option --max-p-value <share> | help Largest probability by chance that is shown; 1 shows all.
-- parameter limit: integer | number of artists | default 20 | bounds 1 to 100000 | option --limit <number>
--   | help How many are shown.
-- column rank: integer | place by z
-- column artist: text | artist
-- column recent_plays: plays | plays in the recent days
-- column base_plays: plays | plays in the base days
-- column recent_plays_per_day: plays | recent_plays divided by the recent days
-- column base_plays_per_day: plays | base_plays divided by the base days inside the data
-- column growth: ratio | smoothed share in the recent days divided by the smoothed share in the base days
-- column z: ratio | log-odds of growth in standard errors, allowing for plays of the same listener
-- column listeners: listeners | distinct listeners in the recent days
-- column p_value: share | bound on the probability that chance alone makes such a growth of any artist looked at
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

data_range AS (
    SELECT MIN(local_date) AS first_day, LEAST(CAST(:complete_day AS DATE), CAST(:last_day AS DATE)) AS last_day
    FROM listener_days
),

-- There is a row only when a base day lies inside the data: nobody emerges without a base, nor without a play in it.
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

track_plays AS (
    SELECT
        plays.track_key,
        COUNT(*) FILTER (WHERE plays.local_date >= periods.recent_from) AS recent,
        COUNT(*) FILTER (WHERE plays.local_date < periods.recent_from) AS base
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    CROSS JOIN periods
    WHERE plays.local_date BETWEEN periods.base_from AND periods.last_day
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
    GROUP BY plays.track_key
),

artist_plays AS (
    SELECT
        tracks.artist_key,
        CAST(SUM(track_plays.recent) AS {{bigint}}) AS recent,
        CAST(SUM(track_plays.base) AS {{bigint}}) AS base
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
        recent + CAST(recent + base AS {{double}}) / 50 AS a,
        base + CAST(recent + base AS {{double}}) / 50 AS b,
        CAST(SUM(recent) OVER () AS {{bigint}}) + CAST(SUM(recent + base) OVER () AS {{double}}) / 50 AS n,
        CAST(SUM(base) OVER () AS {{bigint}}) + CAST(SUM(recent + base) OVER () AS {{double}}) / 50 AS m
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
            ELSE CAST(0 AS {{double}})
        END AS log_odds,
        1 / a + 1 / b AS variance,
        COUNT(*) OVER () AS looked_at
    FROM smoothed
    INNER JOIN artists ON artists.artist_key = smoothed.artist_key
    WHERE smoothed.all_base > 0
        AND {{is_named(artists.name)}}
),

-- Listeners are told apart for the artists that grow only.
growing_tracks AS (
    SELECT tracks.track_key, tracks.artist_key
    FROM tracks
    INNER JOIN scores ON scores.artist_key = tracks.artist_key
    WHERE scores.growth >= CAST(:min_growth AS {{double}})
),

artist_listeners AS (
    SELECT
        artist_key,
        COUNT(*) AS listeners,
        CAST(SUM(plays * plays) AS {{double}}) / CAST(SUM(plays) AS {{bigint}}) AS design_effect
    FROM (
        SELECT growing_tracks.artist_key, plays.listener_key, COUNT(*) AS plays
        FROM plays
        INNER JOIN growing_tracks ON growing_tracks.track_key = plays.track_key
        INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
        CROSS JOIN periods
        WHERE plays.local_date BETWEEN periods.recent_from AND periods.last_day
            AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
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
    WHERE scores.growth >= CAST(:min_growth AS {{double}})
        AND COALESCE(artist_listeners.listeners, 0) >= CAST(:min_listeners AS {{bigint}})
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
            WHEN z > 0 THEN LEAST(CAST(1 AS {{double}}), looked_at * EXP(-z * z / 2) / 2)
            ELSE CAST(1 AS {{double}})
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
    WHERE p_value <= CAST(:max_p_value AS {{double}})
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
    CAST(ranked.listeners AS {{bigint}}) AS listeners,
    ranked.p_value
FROM ranked
CROSS JOIN periods
LEFT JOIN artists ON artists.artist_key = ranked.artist_key
WHERE ranked.artist_rank <= CAST(:limit AS {{bigint}})
ORDER BY ranked.artist_rank

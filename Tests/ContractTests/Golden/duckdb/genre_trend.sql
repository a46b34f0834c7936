WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS VARCHAR) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS VARCHAR))
        AND (CAST($2 AS VARCHAR) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS VARCHAR))
),

data_range AS (
    SELECT MIN(local_date) AS first_day
    FROM listener_days
),

genre_days AS (
    SELECT plays.local_date, COALESCE(tracks.genre, 'unknown') AS genre, COUNT(*) AS plays
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date BETWEEN CAST($3 AS DATE) AND CAST($4 AS DATE)
        AND (CAST($5 AS VARCHAR) IS NULL OR plays.platform = CAST($5 AS VARCHAR))
    GROUP BY plays.local_date, COALESCE(tracks.genre, 'unknown')
),

top_genres AS (
    SELECT genre, genre_rank
    FROM (
        SELECT genre, ROW_NUMBER() OVER (ORDER BY SUM(plays) DESC, genre) AS genre_rank
        FROM genre_days
        WHERE genre <> 'other'
        GROUP BY genre
    ) AS ranked_genres
    WHERE genre_rank <= CAST($6 AS BIGINT)
),

genre_weeks AS (
    SELECT
        CAST(date_trunc('week', genre_days.local_date) AS DATE) AS week,
        COALESCE(top_genres.genre, 'other') AS genre,
        COALESCE(top_genres.genre_rank, CAST($6 AS BIGINT) + 1) AS genre_rank,
        CAST(SUM(genre_days.plays) AS BIGINT) AS plays
    FROM genre_days
    LEFT JOIN top_genres ON top_genres.genre = genre_days.genre
    GROUP BY
        CAST(date_trunc('week', genre_days.local_date) AS DATE),
        COALESCE(top_genres.genre, 'other'),
        COALESCE(top_genres.genre_rank, CAST($6 AS BIGINT) + 1)
),

shown_genres AS (
    SELECT DISTINCT genre, genre_rank
    FROM genre_weeks
),

weeks AS (
    SELECT calendar.day AS week
    FROM (SELECT CAST(range AS DATE) AS day FROM range(CAST(CAST(date_trunc('week', CAST($3 AS DATE)) AS DATE) AS TIMESTAMP), CAST(CAST($4 AS DATE) AS TIMESTAMP) + INTERVAL 1 DAY, INTERVAL 1 DAY)) AS calendar
    WHERE calendar.day = CAST(date_trunc('week', calendar.day) AS DATE)
),

week_plays AS (
    SELECT week, SUM(plays) AS plays
    FROM genre_weeks
    GROUP BY week
),

shares AS (
    SELECT
        weeks.week,
        shown_genres.genre,
        shown_genres.genre_rank,
        COALESCE(genre_weeks.plays, 0) AS plays,
        CAST(COALESCE(genre_weeks.plays, 0) AS DOUBLE) / CAST(week_plays.plays AS BIGINT) AS share
    FROM weeks
    CROSS JOIN shown_genres
    LEFT JOIN week_plays ON week_plays.week = weeks.week
    LEFT JOIN genre_weeks ON genre_weeks.week = weeks.week AND genre_weeks.genre = shown_genres.genre
)

SELECT
    shares.week,
    shares.genre,
    CAST(shares.genre_rank AS BIGINT) AS genre_rank,
    CAST(shares.plays AS BIGINT) AS plays,
    shares.share,
    shares.share - LAG(shares.share) OVER (PARTITION BY shares.genre ORDER BY shares.week) AS share_change,
    CASE
        WHEN shares.week >= GREATEST(CAST($3 AS DATE), data_range.first_day)
            AND CAST(shares.week + CAST(6 AS INTEGER) AS DATE) <= LEAST(CAST($4 AS DATE), CAST($7 AS DATE)) THEN 1
        ELSE 0
    END AS complete
FROM shares
CROSS JOIN data_range
ORDER BY shares.week, shares.genre_rank

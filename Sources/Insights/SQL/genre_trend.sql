-- title: How the genres' shares of listening move
-- grain: one row per calendar week (from Monday) and genre
-- definition: Plays by the genre of their track, 'unknown' where none is recorded. The :limit genres with most plays
--   over all days counted stand for themselves (of equals the first in the alphabet), the others together are
--   'other'. Every week has a row for every genre. A week is complete when all of it lies in the days counted and
--   inside the data.
-- inputs: listener_days, listeners, plays, tracks
-- command: genres | Show how the shares of genres move, week by week. | segue insights genres --limit 5
-- order: 11
-- page: /overview
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter complete_day: date | last day that is over by the clocks of 99 % of listeners
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter limit: integer | number of genres that stand for themselves | default 20 | bounds 1 to 100000
--   | option --limit <number> default 8 | help Genres that are shown by themselves.
-- column week: date | Monday of the week
-- column genre: text | genre, 'unknown' or 'other'
-- column genre_rank: integer | place of the genre by plays over all days counted; 'other' comes last
-- column plays: plays | plays of the week
-- column share: share | plays divided by all plays of the week; NULL in a week without plays
-- column share_change: share | share less the share of the week before; NULL in the first week
-- column complete: flag | 1 when the whole week is counted, else 0
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
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
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
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
    WHERE genre_rank <= CAST(:limit AS {{bigint}})
),

genre_weeks AS (
    SELECT
        CAST(date_trunc('week', genre_days.local_date) AS DATE) AS week,
        COALESCE(top_genres.genre, 'other') AS genre,
        COALESCE(top_genres.genre_rank, CAST(:limit AS {{bigint}}) + 1) AS genre_rank,
        CAST(SUM(genre_days.plays) AS {{bigint}}) AS plays
    FROM genre_days
    LEFT JOIN top_genres ON top_genres.genre = genre_days.genre
    GROUP BY
        CAST(date_trunc('week', genre_days.local_date) AS DATE),
        COALESCE(top_genres.genre, 'other'),
        COALESCE(top_genres.genre_rank, CAST(:limit AS {{bigint}}) + 1)
),

shown_genres AS (
    SELECT DISTINCT genre, genre_rank
    FROM genre_weeks
),

weeks AS (
    SELECT calendar.day AS week
    FROM {{days(CAST(date_trunc('week', CAST(:first_day AS DATE)) AS DATE), CAST(:last_day AS DATE))}} AS calendar
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
        CAST(COALESCE(genre_weeks.plays, 0) AS {{double}}) / CAST(week_plays.plays AS {{bigint}}) AS share
    FROM weeks
    CROSS JOIN shown_genres
    LEFT JOIN week_plays ON week_plays.week = weeks.week
    LEFT JOIN genre_weeks ON genre_weeks.week = weeks.week AND genre_weeks.genre = shown_genres.genre
)

SELECT
    shares.week,
    shares.genre,
    CAST(shares.genre_rank AS {{bigint}}) AS genre_rank,
    CAST(shares.plays AS {{bigint}}) AS plays,
    shares.share,
    shares.share - LAG(shares.share) OVER (PARTITION BY shares.genre ORDER BY shares.week) AS share_change,
    CASE
        WHEN shares.week >= GREATEST(CAST(:first_day AS DATE), data_range.first_day)
            AND {{add_days(shares.week, 6)}} <= LEAST(CAST(:last_day AS DATE), CAST(:complete_day AS DATE)) THEN 1
        ELSE 0
    END AS complete
FROM shares
CROSS JOIN data_range
ORDER BY shares.week, shares.genre_rank

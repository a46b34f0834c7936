-- title: Genre diversity
-- family: genres
-- grain: one row per listener with at least one play before :as_of
-- definition: The genre of a play is its track's. Plays of unknown genre count only in known_genre_share. p is a
--   genre's share of the plays of known genre; ln is the natural logarithm. Terms of an entropy are rounded to whole
--   billionths, so that their sum is the same in any order. Among genres of equally many plays, the one of the lowest
--   play key comes first.
-- inputs: feature_listeners, plays, tracks
-- parameter as_of: date | the first listener-local day that is not seen
-- feature genre_count: genres | all history | NULL where no genre is known | number of genres played
-- feature genre_entropy: nats | all history | NULL where no genre is known | −Σ p ln p
-- feature genre_evenness: share | all history | NULL under two genres | genre_entropy / ln(genre_count)
-- feature genre_concentration: share | all history | NULL where no genre is known | Σ p² (Herfindahl–Hirschman index)
-- feature effective_genres: genres | all history | NULL where no genre is known | 1 / Σ p²
-- feature top_genre: text | all history | NULL where no genre is known | the genre of the most plays
-- feature top_genre_share: share | all history | NULL where no genre is known | largest p
-- feature genre_entropy_28d: nats | 28 days | NULL where no genre is known in the window | −Σ p ln p over the
--   window's plays
-- feature new_genres_28d: genres | 28 days | NULL where no genre is known | genres played in the window and never before it
-- feature genre_exploration_28d: share | 28 days | NULL without plays of known genre in the window and before it |
--   share of the window's plays that are in none of the three genres most played before it
-- feature genre_shift_28d: share | 28 days | NULL without plays of known genre in the window and before it | ½ Σ
--   abs(p in the window − p before it) (total variation)
-- feature known_genre_share: share | all history | never NULL | plays of known genre / plays
WITH genre_plays AS (
    SELECT
        plays.listener_key,
        tracks.genre,
        COUNT(*) AS plays,
        COUNT(*) FILTER (WHERE plays.local_date >= {{add_days(CAST(:as_of AS DATE), -28)}}) AS plays_28d,
        MIN(plays.play_key) AS first_play
    FROM plays
    INNER JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date < CAST(:as_of AS DATE)
        AND tracks.genre IS NOT NULL
    GROUP BY plays.listener_key, tracks.genre
),

placed_genres AS (
    SELECT
        listener_key,
        genre,
        plays,
        plays_28d,
        plays - plays_28d AS plays_before,
        ROW_NUMBER() OVER (PARTITION BY listener_key ORDER BY plays DESC, first_play) AS place,
        ROW_NUMBER() OVER (PARTITION BY listener_key ORDER BY plays - plays_28d DESC, first_play) AS place_before
    FROM genre_plays
),

totals AS (
    SELECT
        listener_key,
        CAST(SUM(plays) AS {{bigint}}) AS plays,
        CAST(SUM(plays_28d) AS {{bigint}}) AS plays_28d,
        CAST(SUM(plays - plays_28d) AS {{bigint}}) AS plays_before
    FROM genre_plays
    GROUP BY listener_key
),

genre_terms AS (
    SELECT
        placed_genres.listener_key,
        placed_genres.genre,
        placed_genres.plays,
        placed_genres.plays_28d,
        placed_genres.plays_before,
        placed_genres.place,
        placed_genres.place_before,
        CAST(placed_genres.plays AS {{double}}) / totals.plays AS p,
        CASE
            WHEN placed_genres.plays_28d > 0 THEN CAST(placed_genres.plays_28d AS {{double}}) / totals.plays_28d
        END AS p_28d,
        ABS(placed_genres.plays_28d * totals.plays_before - placed_genres.plays_before * totals.plays_28d) AS shift
    FROM placed_genres
    INNER JOIN totals ON totals.listener_key = placed_genres.listener_key
),

diversity AS (
    SELECT
        listener_key,
        COUNT(*) AS genres,
        CAST(SUM(CAST(FLOOR(-p * LN(p) * 1000000000 + 0.5) AS {{bigint}})) AS {{double}}) / 1000000000 AS entropy,
        CAST(SUM(CAST(FLOOR(-p_28d * LN(p_28d) * 1000000000 + 0.5) AS {{bigint}})) AS {{double}}) / 1000000000
            AS entropy_28d,
        CAST(SUM(plays * plays) AS {{bigint}}) AS squares,
        MAX(CASE WHEN place = 1 THEN genre END) AS top_genre,
        MAX(plays) AS top_plays,
        COUNT(*) FILTER (WHERE plays_before = 0) AS new_genres,
        CAST(COALESCE(SUM(plays_28d) FILTER (WHERE place_before > 3 OR plays_before = 0), 0) AS {{bigint}}) AS explored,
        CAST(SUM(shift) AS {{bigint}}) AS shift
    FROM genre_terms
    GROUP BY listener_key
)

SELECT
    feature_listeners.listener_key,
    CAST(diversity.genres AS {{bigint}}) AS genre_count,
    diversity.entropy AS genre_entropy,
    CASE
        WHEN diversity.genres >= 2
            THEN LEAST(CAST(1 AS {{double}}), diversity.entropy / LN(CAST(diversity.genres AS {{double}})))
    END AS genre_evenness,
    CAST(diversity.squares AS {{double}}) / (totals.plays * totals.plays) AS genre_concentration,
    CAST(totals.plays * totals.plays AS {{double}}) / diversity.squares AS effective_genres,
    diversity.top_genre,
    CAST(diversity.top_plays AS {{double}}) / totals.plays AS top_genre_share,
    diversity.entropy_28d AS genre_entropy_28d,
    CAST(diversity.new_genres AS {{bigint}}) AS new_genres_28d,
    CASE
        WHEN totals.plays_before > 0 THEN CAST(diversity.explored AS {{double}}) / NULLIF(totals.plays_28d, 0)
    END AS genre_exploration_28d,
    CAST(diversity.shift AS {{double}}) / NULLIF(2 * totals.plays_28d * totals.plays_before, 0) AS genre_shift_28d,
    CAST(COALESCE(totals.plays, 0) AS {{double}}) / feature_listeners.plays AS known_genre_share
FROM feature_listeners
LEFT JOIN totals ON totals.listener_key = feature_listeners.listener_key
LEFT JOIN diversity ON diversity.listener_key = feature_listeners.listener_key
ORDER BY feature_listeners.listener_key

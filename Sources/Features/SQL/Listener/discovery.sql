-- title: Discovery and repetition
-- family: discovery
-- grain: one row per listener with at least one play before :as_of
-- definition: An artist or track is new in a window when all of the listener's plays of it before :as_of began in the
--   window. p is an artist's share of the plays; ln is the natural logarithm; terms are rounded to whole billionths,
--   so that their sum is the same in any order. Names that the source withholds are not a
--   track or an artist: their plays count in no share here. Release dates and popularity are those last known.
-- inputs: artists, feature_listeners, plays, tracks
-- parameter as_of: date | the first listener-local day that is not seen
-- feature distinct_tracks: tracks | all history | NULL where no track is named | number of tracks played
-- feature distinct_artists: artists | all history | NULL where no artist is named | number of artists played
-- feature new_artists_per_week: artists a week | 28 days | NULL where no artist is named | new artists / 4
-- feature new_tracks_per_week: tracks a week | 28 days | NULL where no track is named | new tracks / 4
-- feature new_artist_play_share: share | 28 days | NULL without plays of named artists in the window | plays of new artists / plays
-- feature new_track_play_share: share | 28 days | NULL without plays of named tracks in the window | plays of new tracks / plays
-- feature repeat_share: share | all history | NULL where no track is named | 1 − tracks played / plays
-- feature replayed_track_share: share | all history | NULL where no track is named | tracks played twice or more / tracks played
-- feature top_track_share: share | all history | NULL where no track is named | plays of the track of the most plays / plays
-- feature top_artist_share: share | all history | NULL where no artist is named | plays of the artist of the most plays / plays
-- feature artist_entropy: nats | all history | NULL where no artist is named | −Σ p ln p
-- feature artist_concentration: share | all history | NULL where no artist is named | Σ p² (Herfindahl–Hirschman index)
-- feature search_share: share | all history | NULL where no context is known | plays with context 'search' / plays
--   whose context is known
-- feature recommendation_share: share | all history | NULL where no context is known | plays with context
--   'recommendation' / plays whose context is known
-- feature mean_track_age_days: days | all history | NULL where no release date is known | mean of day of the play −
--   release date
-- feature mean_popularity: points | all history | NULL where no popularity is known | mean popularity of the plays'
--   tracks
WITH track_plays AS (
    SELECT
        plays.listener_key,
        plays.track_key,
        COUNT(*) AS plays,
        COUNT(*) FILTER (WHERE plays.local_date >= {{add_days(CAST(:as_of AS DATE), -28)}}) AS plays_28d
    FROM plays
    INNER JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date < CAST(:as_of AS DATE)
        AND {{is_named(tracks.name)}}
    GROUP BY plays.listener_key, plays.track_key
),

tracks_played AS (
    SELECT
        listener_key,
        COUNT(*) AS tracks,
        CAST(SUM(plays) AS {{bigint}}) AS plays,
        CAST(SUM(plays_28d) AS {{bigint}}) AS plays_28d,
        COUNT(*) FILTER (WHERE plays >= 2) AS replayed,
        MAX(plays) AS top_plays,
        COUNT(*) FILTER (WHERE plays = plays_28d) AS new_tracks,
        CAST(COALESCE(SUM(plays) FILTER (WHERE plays = plays_28d), 0) AS {{bigint}}) AS new_plays
    FROM track_plays
    GROUP BY listener_key
),

artist_plays AS (
    SELECT
        plays.listener_key,
        tracks.artist_key,
        COUNT(*) AS plays,
        COUNT(*) FILTER (WHERE plays.local_date >= {{add_days(CAST(:as_of AS DATE), -28)}}) AS plays_28d
    FROM plays
    INNER JOIN tracks ON tracks.track_key = plays.track_key
    INNER JOIN artists ON artists.artist_key = tracks.artist_key
    WHERE plays.local_date < CAST(:as_of AS DATE)
        AND {{is_named(artists.name)}}
    GROUP BY plays.listener_key, tracks.artist_key
),

named_plays AS (
    SELECT listener_key, CAST(SUM(plays) AS {{bigint}}) AS plays
    FROM artist_plays
    GROUP BY listener_key
),

artist_terms AS (
    SELECT
        artist_plays.listener_key,
        artist_plays.plays,
        artist_plays.plays_28d,
        CAST(artist_plays.plays AS {{double}}) / named_plays.plays AS p
    FROM artist_plays
    INNER JOIN named_plays ON named_plays.listener_key = artist_plays.listener_key
),

artists_played AS (
    SELECT
        listener_key,
        COUNT(*) AS artists,
        CAST(SUM(plays) AS {{bigint}}) AS plays,
        CAST(SUM(plays_28d) AS {{bigint}}) AS plays_28d,
        MAX(plays) AS top_plays,
        CAST(SUM(plays * plays) AS {{bigint}}) AS squares,
        CAST(SUM(CAST(FLOOR(-p * LN(p) * 1000000000 + 0.5) AS {{bigint}})) AS {{double}}) / 1000000000 AS entropy,
        COUNT(*) FILTER (WHERE plays = plays_28d) AS new_artists,
        CAST(COALESCE(SUM(plays) FILTER (WHERE plays = plays_28d), 0) AS {{bigint}}) AS new_plays
    FROM artist_terms
    GROUP BY listener_key
),

track_facts AS (
    SELECT
        track_key,
        {{days_between(DATE '1900-01-01', release_date)}} AS release_day,
        {{millionths(popularity, -1000000, 1000000)}} AS popularity
    FROM tracks
),

facts AS (
    SELECT
        plays.listener_key,
        COUNT(plays.context) AS contexts,
        COUNT(*) FILTER (WHERE plays.context = 'search') AS searches,
        COUNT(*) FILTER (WHERE plays.context = 'recommendation') AS recommendations,
        COUNT(track_facts.release_day) AS ages,
        SUM({{days_between(DATE '1900-01-01', plays.local_date)}} - track_facts.release_day) AS age,
        COUNT(track_facts.popularity) AS popularities,
        SUM(track_facts.popularity) AS popularity
    FROM plays
    INNER JOIN track_facts ON track_facts.track_key = plays.track_key
    WHERE plays.local_date < CAST(:as_of AS DATE)
    GROUP BY plays.listener_key
)

SELECT
    feature_listeners.listener_key,
    CAST(tracks_played.tracks AS {{bigint}}) AS distinct_tracks,
    CAST(artists_played.artists AS {{bigint}}) AS distinct_artists,
    CAST(artists_played.new_artists AS {{double}}) / 4 AS new_artists_per_week,
    CAST(tracks_played.new_tracks AS {{double}}) / 4 AS new_tracks_per_week,
    CAST(artists_played.new_plays AS {{double}}) / NULLIF(artists_played.plays_28d, 0) AS new_artist_play_share,
    CAST(tracks_played.new_plays AS {{double}}) / NULLIF(tracks_played.plays_28d, 0) AS new_track_play_share,
    CAST(tracks_played.plays - tracks_played.tracks AS {{double}}) / tracks_played.plays AS repeat_share,
    CAST(tracks_played.replayed AS {{double}}) / tracks_played.tracks AS replayed_track_share,
    CAST(tracks_played.top_plays AS {{double}}) / tracks_played.plays AS top_track_share,
    CAST(artists_played.top_plays AS {{double}}) / artists_played.plays AS top_artist_share,
    artists_played.entropy AS artist_entropy,
    CAST(artists_played.squares AS {{double}}) / (artists_played.plays * artists_played.plays)
        AS artist_concentration,
    CAST(facts.searches AS {{double}}) / NULLIF(facts.contexts, 0) AS search_share,
    CAST(facts.recommendations AS {{double}}) / NULLIF(facts.contexts, 0) AS recommendation_share,
    CAST(facts.age AS {{double}}) / NULLIF(facts.ages, 0) AS mean_track_age_days,
    CAST(facts.popularity AS {{double}}) / NULLIF(facts.popularities * 1000000, 0) AS mean_popularity
FROM feature_listeners
LEFT JOIN tracks_played ON tracks_played.listener_key = feature_listeners.listener_key
LEFT JOIN artists_played ON artists_played.listener_key = feature_listeners.listener_key
LEFT JOIN facts ON facts.listener_key = feature_listeners.listener_key
ORDER BY feature_listeners.listener_key

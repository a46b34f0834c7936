-- title: The most played artists
-- grain: one row per artist, at most :limit
-- definition: Artists by the plays of their tracks, skips included; of equals the one that entered the catalogue
--   first. Names that the source withholds are not an artist. A skip rate leaves out plays whose skip is unknown; what
--   no play records is NULL, never 0.
-- inputs: artists, listeners, plays, tracks
-- command: artists | Show the most played artists. | segue insights artists --limit 10
-- order: 13
-- page: /overview
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter limit: integer | number of artists | default 20 | bounds 1 to 100000 | option --limit <number>
--   | help How many are shown.
-- column rank: integer | place by plays
-- column artist: text | artist
-- column plays: plays | plays, skips included
-- column streams: plays | plays of at least 30 seconds; NULL where no play's time is known
-- column listeners: listeners | distinct listeners
-- column tracks: tracks | distinct tracks played
-- column minutes: minutes | time listened by the plays whose time is known; NULL where there is none
-- column skip_rate: share | skipped plays divided by the plays whose skip is known; NULL when none is
-- column standard_error: plays | standard error of plays with listeners as units: the root of the sum of their squared
--   plays. That of a difference of two artists is at most the root of the sum of both squared.
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE {{is_counted_listener}}
),

counted_plays AS (
    SELECT plays.track_key, plays.listener_key, plays.ms_played, plays.skipped
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
),

track_totals AS (
    SELECT
        track_key,
        COUNT(*) AS plays,
        SUM(CASE WHEN {{is_stream(ms_played)}} THEN 1 WHEN ms_played IS NOT NULL THEN 0 END) AS streams,
        SUM(ms_played) AS ms_played,
        COUNT(skipped) AS known_skips,
        COUNT(*) FILTER (WHERE skipped) AS skips
    FROM counted_plays
    GROUP BY track_key
),

top_artists AS (
    SELECT
        artist_key,
        plays,
        streams,
        tracks,
        ms_played,
        known_skips,
        skips,
        artist_rank
    FROM (
        SELECT
            tracks.artist_key,
            SUM(track_totals.plays) AS plays,
            SUM(track_totals.streams) AS streams,
            COUNT(*) AS tracks,
            SUM(track_totals.ms_played) AS ms_played,
            SUM(track_totals.known_skips) AS known_skips,
            SUM(track_totals.skips) AS skips,
            ROW_NUMBER() OVER (ORDER BY SUM(track_totals.plays) DESC, tracks.artist_key) AS artist_rank
        FROM track_totals
        INNER JOIN tracks ON tracks.track_key = track_totals.track_key
        INNER JOIN artists ON artists.artist_key = tracks.artist_key
        WHERE {{is_named(artists.name)}}
        GROUP BY tracks.artist_key
    ) AS ranked_artists
    WHERE artist_rank <= CAST(:limit AS {{bigint}})
),

-- Distinct listeners are counted for the artists shown only.
artist_tracks AS (
    SELECT tracks.track_key, tracks.artist_key
    FROM tracks
    INNER JOIN top_artists ON top_artists.artist_key = tracks.artist_key
),

artist_listeners AS (
    SELECT artist_key, COUNT(*) AS listeners, SUM(plays * plays) AS squares
    FROM (
        SELECT artist_tracks.artist_key, counted_plays.listener_key, COUNT(*) AS plays
        FROM counted_plays
        INNER JOIN artist_tracks ON artist_tracks.track_key = counted_plays.track_key
        GROUP BY artist_tracks.artist_key, counted_plays.listener_key
    ) AS pairs
    GROUP BY artist_key
)

SELECT
    CAST(top_artists.artist_rank AS {{bigint}}) AS rank,
    artists.name AS artist,
    CAST(top_artists.plays AS {{bigint}}) AS plays,
    CAST(top_artists.streams AS {{bigint}}) AS streams,
    CAST(artist_listeners.listeners AS {{bigint}}) AS listeners,
    CAST(top_artists.tracks AS {{bigint}}) AS tracks,
    CAST(top_artists.ms_played AS {{double}}) / 60000 AS minutes,
    CAST(top_artists.skips AS {{double}}) / NULLIF(CAST(top_artists.known_skips AS {{bigint}}), 0) AS skip_rate,
    SQRT(CAST(artist_listeners.squares AS {{double}})) AS standard_error
FROM top_artists
INNER JOIN artist_listeners ON artist_listeners.artist_key = top_artists.artist_key
LEFT JOIN artists ON artists.artist_key = top_artists.artist_key
ORDER BY top_artists.artist_rank

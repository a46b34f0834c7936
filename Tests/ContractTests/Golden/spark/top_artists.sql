WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:p1 AS STRING) IS NULL OR COALESCE(tier, 'unknown') = CAST(:p1 AS STRING))
        AND (CAST(:p2 AS STRING) IS NULL OR COALESCE(country, 'unknown') = CAST(:p2 AS STRING))
),

counted_plays AS (
    SELECT plays.track_key, plays.listener_key, plays.ms_played, plays.skipped
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    WHERE plays.local_date BETWEEN CAST(:p3 AS DATE) AND CAST(:p4 AS DATE)
        AND (CAST(:p5 AS STRING) IS NULL OR plays.platform = CAST(:p5 AS STRING))
),

track_totals AS (
    SELECT
        track_key,
        COUNT(*) AS plays,
        SUM(CASE WHEN ms_played >= 30000 THEN 1 WHEN ms_played IS NOT NULL THEN 0 END) AS streams,
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
        WHERE LOWER(artists.name) NOT IN ('unknown artist', 'unknown track')
        GROUP BY tracks.artist_key
    ) AS ranked_artists
    WHERE artist_rank <= CAST(:p6 AS BIGINT)
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
    CAST(top_artists.artist_rank AS BIGINT) AS rank,
    artists.name AS artist,
    CAST(top_artists.plays AS BIGINT) AS plays,
    CAST(top_artists.streams AS BIGINT) AS streams,
    CAST(artist_listeners.listeners AS BIGINT) AS listeners,
    CAST(top_artists.tracks AS BIGINT) AS tracks,
    CAST(top_artists.ms_played AS DOUBLE) / 60000 AS minutes,
    CAST(top_artists.skips AS DOUBLE) / NULLIF(CAST(top_artists.known_skips AS BIGINT), 0) AS skip_rate,
    SQRT(CAST(artist_listeners.squares AS DOUBLE)) AS standard_error
FROM top_artists
INNER JOIN artist_listeners ON artist_listeners.artist_key = top_artists.artist_key
LEFT JOIN artists ON artists.artist_key = top_artists.artist_key
ORDER BY top_artists.artist_rank

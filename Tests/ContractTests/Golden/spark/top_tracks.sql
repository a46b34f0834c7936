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

top_tracks AS (
    SELECT track_key, track_rank
    FROM (
        SELECT track_plays.track_key, ROW_NUMBER() OVER (ORDER BY track_plays.plays DESC, track_plays.track_key) AS track_rank
        FROM (
            SELECT track_key, COUNT(*) AS plays
            FROM counted_plays
            GROUP BY track_key
        ) AS track_plays
        INNER JOIN tracks ON tracks.track_key = track_plays.track_key
        WHERE LOWER(tracks.name) NOT IN ('unknown artist', 'unknown track')
    ) AS ranked_tracks
    WHERE track_rank <= CAST(:p6 AS BIGINT)
),

-- Distinct listeners are counted for the tracks shown only.
listener_tracks AS (
    SELECT
        counted_plays.track_key,
        top_tracks.track_rank,
        COUNT(*) AS plays,
        SUM(
            CASE WHEN counted_plays.ms_played >= 30000 THEN 1 WHEN counted_plays.ms_played IS NOT NULL THEN 0 END
        ) AS streams,
        SUM(counted_plays.ms_played) AS ms_played,
        COUNT(counted_plays.skipped) AS known_skips,
        COUNT(*) FILTER (WHERE counted_plays.skipped) AS skips
    FROM counted_plays
    INNER JOIN top_tracks ON top_tracks.track_key = counted_plays.track_key
    GROUP BY counted_plays.track_key, top_tracks.track_rank, counted_plays.listener_key
),

track_totals AS (
    SELECT
        track_key,
        track_rank,
        SUM(plays) AS plays,
        SUM(streams) AS streams,
        COUNT(*) AS listeners,
        SUM(ms_played) AS ms_played,
        SUM(known_skips) AS known_skips,
        SUM(skips) AS skips,
        SUM(plays * plays) AS squares
    FROM listener_tracks
    GROUP BY track_key, track_rank
)

SELECT
    CAST(track_totals.track_rank AS BIGINT) AS rank,
    tracks.track_id,
    tracks.name,
    artists.name AS artist,
    CAST(track_totals.plays AS BIGINT) AS plays,
    CAST(track_totals.streams AS BIGINT) AS streams,
    CAST(track_totals.listeners AS BIGINT) AS listeners,
    CAST(track_totals.ms_played AS DOUBLE) / 60000 AS minutes,
    CAST(track_totals.skips AS DOUBLE) / NULLIF(CAST(track_totals.known_skips AS BIGINT), 0) AS skip_rate,
    SQRT(CAST(track_totals.squares AS DOUBLE)) AS standard_error
FROM track_totals
LEFT JOIN tracks ON tracks.track_key = track_totals.track_key
LEFT JOIN artists ON artists.artist_key = tracks.artist_key
ORDER BY track_totals.track_rank

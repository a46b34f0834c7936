-- title: The most played tracks
-- grain: one row per track, at most :limit
-- definition: Tracks by plays, skips included; ties: earlier in the catalogue first. Names that the
--   source withholds are not a track. A skip rate leaves out plays whose skip is unknown; what no play records is NULL,
--   never 0.
-- inputs: artists, listeners, plays, tracks
-- command: tracks | Show the most played tracks. | segue insights tracks --limit 10 --country DK
-- order: 12
-- page: /overview
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter limit: integer | number of tracks | default 20 | bounds 1 to 100000 | option --limit <number>
--   | help How many are shown.
-- column rank: integer | place by plays
-- column track_id: text | the service's own id of the track
-- column name: text | title
-- column artist: text | artist
-- column plays: plays | plays, skips included
-- column streams: plays | plays of at least 30 seconds; NULL where no play's time is known
-- column listeners: listeners | distinct listeners
-- column minutes: minutes | time listened by the plays whose time is known; NULL where there is none
-- column skip_rate: share | skipped plays divided by the plays whose skip is known; NULL when none is
-- column standard_error: plays | standard error of plays with listeners as units: the root of the sum of their squared
--   plays. That of a difference of two tracks is at most the root of the sum of both squared.
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
        WHERE {{is_named(tracks.name)}}
    ) AS ranked_tracks
    WHERE track_rank <= CAST(:limit AS {{bigint}})
),

-- Distinct listeners are counted for the tracks shown only.
listener_tracks AS (
    SELECT
        counted_plays.track_key,
        top_tracks.track_rank,
        COUNT(*) AS plays,
        SUM(
            CASE WHEN {{is_stream(counted_plays.ms_played)}} THEN 1 WHEN counted_plays.ms_played IS NOT NULL THEN 0 END
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
    CAST(track_totals.track_rank AS {{bigint}}) AS rank,
    tracks.track_id,
    tracks.name,
    artists.name AS artist,
    CAST(track_totals.plays AS {{bigint}}) AS plays,
    CAST(track_totals.streams AS {{bigint}}) AS streams,
    CAST(track_totals.listeners AS {{bigint}}) AS listeners,
    CAST(track_totals.ms_played AS {{double}}) / 60000 AS minutes,
    CAST(track_totals.skips AS {{double}}) / NULLIF(CAST(track_totals.known_skips AS {{bigint}}), 0) AS skip_rate,
    SQRT(CAST(track_totals.squares AS {{double}})) AS standard_error
FROM track_totals
LEFT JOIN tracks ON tracks.track_key = track_totals.track_key
LEFT JOIN artists ON artists.artist_key = tracks.artist_key
ORDER BY track_totals.track_rank

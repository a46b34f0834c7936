WITH counted_listeners AS (
    SELECT listener_key, listener_id, tier, country
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
),

grouped_plays AS (
    SELECT
        plays.play_key,
        plays.started_at,
        CASE CAST($3 AS TEXT)
            WHEN 'genre' THEN tracks.genre
            WHEN 'energy' THEN CASE
                WHEN tracks.energy < CAST(1 AS DOUBLE PRECISION) / 3 THEN 'low'
                WHEN tracks.energy < CAST(2 AS DOUBLE PRECISION) / 3 THEN 'medium'
                WHEN tracks.energy IS NOT NULL THEN 'high'
            END
            WHEN 'tier' THEN counted_listeners.tier
            WHEN 'country' THEN counted_listeners.country
            WHEN 'device' THEN plays.device
            WHEN 'context' THEN plays.context
            WHEN 'platform' THEN plays.platform
            WHEN 'reason_start' THEN plays.reason_start
            WHEN 'hour' THEN CAST(plays.local_hour AS TEXT)
            WHEN 'weekday' THEN CASE plays.local_weekday
                WHEN 1 THEN 'Monday'
                WHEN 2 THEN 'Tuesday'
                WHEN 3 THEN 'Wednesday'
                WHEN 4 THEN 'Thursday'
                WHEN 5 THEN 'Friday'
                WHEN 6 THEN 'Saturday'
                WHEN 7 THEN 'Sunday'
            END
            WHEN 'position' THEN CASE
                WHEN plays.session_position >= 21 THEN '21+'
                ELSE CAST(plays.session_position AS TEXT)
            END
        END AS group_name
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date BETWEEN CAST($4 AS DATE) AND CAST($5 AS DATE)
        AND (CAST($6 AS TEXT) IS NULL OR plays.platform = CAST($6 AS TEXT))
),

-- Found by two narrow columns first; the rest is fetched for the rows shown.
shown_plays AS (
    SELECT play_key
    FROM grouped_plays
    WHERE CAST($3 AS TEXT) IS NULL
        OR CAST($7 AS TEXT) IS NULL
        OR COALESCE(group_name, 'unknown') = CAST($7 AS TEXT)
    ORDER BY started_at DESC, play_key DESC
    LIMIT CAST($8 AS INTEGER) OFFSET CAST($9 AS INTEGER)
)

SELECT
    counted_listeners.listener_id,
    plays.started_at,
    plays.local_date,
    plays.local_hour,
    tracks.name AS track,
    artists.name AS artist,
    plays.ms_played,
    plays.skipped,
    plays.skip_kind,
    plays.context,
    plays.device,
    plays.platform
FROM shown_plays
INNER JOIN plays ON plays.play_key = shown_plays.play_key
INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
LEFT JOIN tracks ON tracks.track_key = plays.track_key
LEFT JOIN artists ON artists.artist_key = tracks.artist_key
ORDER BY plays.started_at DESC, plays.play_key DESC

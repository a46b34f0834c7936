-- title: The plays behind a number
-- grain: one row per play, newest first
-- definition: Plays of the days counted, those of one group of a dimension if a group is named. Dimensions and groups
--   are those of skip_rates; plays whose skip is unknown are listed too. Of plays of the same moment the one recorded
--   later comes first.
-- inputs: artists, listeners, plays, tracks
-- page: /overview
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter dimension: text | a dimension of skip_rates; NULL lists all plays | default null
--   | choices genre, hour, weekday, device, energy, tier, context, platform, country, reason_start, position
-- parameter group_name: text | a group of the dimension, such as 'rock' or '21+'; NULL lists all plays | default null
-- parameter limit: integer | number of rows | default 20 | bounds 1 to 100000
-- parameter offset: integer | number of rows left out before the first | default 0 | bounds 0 to 1000000000
-- column listener_id: text | the listener's id
-- column started_at: timestamp | when the play began, UTC
-- column local_date: date | listener-local day on which it began
-- column local_hour: integer | listener-local hour in which it began
-- column track: text | title
-- column artist: text | artist
-- column ms_played: milliseconds | time listened; NULL when unknown
-- column skipped: boolean | whether it was skipped; NULL when unknown
-- column skip_kind: text | 'early', 'mid', 'late' or 'none'; NULL when unknown
-- column context: text | where it was played from
-- column device: text | kind of device
-- column platform: text | streaming platform
WITH counted_listeners AS (
    SELECT listener_key, listener_id, tier, country
    FROM listeners
    WHERE {{is_counted_listener}}
),

grouped_plays AS (
    SELECT
        plays.play_key,
        plays.started_at,
        CASE CAST(:dimension AS {{text}})
            WHEN 'genre' THEN tracks.genre
            WHEN 'energy' THEN CASE
                WHEN tracks.energy < CAST(1 AS {{double}}) / 3 THEN 'low'
                WHEN tracks.energy < CAST(2 AS {{double}}) / 3 THEN 'medium'
                WHEN tracks.energy IS NOT NULL THEN 'high'
            END
            WHEN 'tier' THEN counted_listeners.tier
            WHEN 'country' THEN counted_listeners.country
            WHEN 'device' THEN plays.device
            WHEN 'context' THEN plays.context
            WHEN 'platform' THEN plays.platform
            WHEN 'reason_start' THEN plays.reason_start
            WHEN 'hour' THEN CAST(plays.local_hour AS {{text}})
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
                ELSE CAST(plays.session_position AS {{text}})
            END
        END AS group_name
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
),

-- Found by two narrow columns first; the rest is fetched for the rows shown.
shown_plays AS (
    SELECT play_key
    FROM grouped_plays
    WHERE CAST(:dimension AS {{text}}) IS NULL
        OR CAST(:group_name AS {{text}}) IS NULL
        OR COALESCE(group_name, 'unknown') = CAST(:group_name AS {{text}})
    ORDER BY started_at DESC, play_key DESC
    LIMIT CAST(:limit AS INTEGER) OFFSET CAST(:offset AS INTEGER)
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

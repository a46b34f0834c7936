-- title: How many plays there are behind a number
-- grain: one row
-- definition: The plays that play_rows lists with the same parameters, counted. What no play records is NULL, never 0.
-- inputs: listeners, plays, tracks
-- page: /overview
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter dimension: text | a dimension of skip_rates; NULL counts all plays | default null
--   | choices genre, hour, weekday, device, energy, tier, context, platform, country, reason_start, position
-- parameter group_name: text | a group of the dimension, such as 'rock' or '21+'; NULL counts all plays
--   | default null
-- column plays: plays | plays listed
-- column known_skips: plays | those whose skip is known
-- column skips: plays | those that were skipped; NULL where no play's skip is known
-- column unseen_skips: plays | plays that may have been skipped without a trace in the source
-- column timed_plays: plays | those whose time listened is known
-- column minutes: minutes | time listened; NULL where no play's time is known
WITH counted_listeners AS (
    SELECT listener_key, tier, country
    FROM listeners
    WHERE {{is_counted_listener}}
),

grouped_plays AS (
    SELECT
        plays.skipped,
        plays.ms_played,
        NOT plays.skipped AND (plays.skip_kind = 'late' OR NOT {{tells_end(plays.reason_end)}})
            AND COALESCE(tracks.duration_ms, 0) <= 0 AS is_unseen,
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
)

SELECT
    CAST(COUNT(*) AS {{bigint}}) AS plays,
    CAST(COUNT(skipped) AS {{bigint}}) AS known_skips,
    CASE WHEN COUNT(skipped) > 0 THEN CAST(COUNT(*) FILTER (WHERE skipped) AS {{bigint}}) END AS skips,
    CAST(COUNT(*) FILTER (WHERE is_unseen) AS {{bigint}}) AS unseen_skips,
    CAST(COUNT(ms_played) AS {{bigint}}) AS timed_plays,
    CAST(SUM(ms_played) AS {{double}}) / 60000 AS minutes
FROM grouped_plays
WHERE CAST(:dimension AS {{text}}) IS NULL
    OR CAST(:group_name AS {{text}}) IS NULL
    OR COALESCE(group_name, 'unknown') = CAST(:group_name AS {{text}})

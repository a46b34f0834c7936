WITH counted_listeners AS (
    SELECT listener_key, tier, country
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
),

grouped_plays AS (
    SELECT
        plays.skipped,
        plays.ms_played,
        NOT plays.skipped AND (plays.skip_kind = 'late' OR NOT (COALESCE(plays.reason_end, 'unknown') <> 'unknown'))
            AND COALESCE(tracks.duration_ms, 0) <= 0 AS is_unseen,
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
)

SELECT
    CAST(COUNT(*) AS BIGINT) AS plays,
    CAST(COUNT(skipped) AS BIGINT) AS known_skips,
    CASE WHEN COUNT(skipped) > 0 THEN CAST(COUNT(*) FILTER (WHERE skipped) AS BIGINT) END AS skips,
    CAST(COUNT(*) FILTER (WHERE is_unseen) AS BIGINT) AS unseen_skips,
    CAST(COUNT(ms_played) AS BIGINT) AS timed_plays,
    CAST(SUM(ms_played) AS DOUBLE PRECISION) / 60000 AS minutes
FROM grouped_plays
WHERE CAST($3 AS TEXT) IS NULL
    OR CAST($7 AS TEXT) IS NULL
    OR COALESCE(group_name, 'unknown') = CAST($7 AS TEXT)

-- title: Skip rate by one dimension
-- grain: one row per group of the dimension that has a play whose skip is known
-- definition: Plays whose skip is unknown count nowhere. Dimensions: genre; hour (listener-local, 0 to 23); weekday
--   (from Monday); device; energy (low under 1/3, medium under 2/3, high); tier (as last known); context; platform;
--   country; reason_start; position (of the play in its session, 1 to 20, then 21+). What is not recorded is the
--   group 'unknown'. Interval: Wilson, 95 %. Without the length of a track, and without a reason
--   that rules it out, a play of 30 seconds or more may have been skipped unseen: with unseen_skips the rate is a lower
--   bound, and so is its interval.
-- inputs: listeners, plays, tracks
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter dimension: text | 'genre', 'hour', 'weekday', 'device', 'energy', 'tier', 'context', 'platform',
--   'country', 'reason_start' or 'position'
-- column group_name: text | the group
-- column plays: plays | plays whose skip is known
-- column skips: plays | plays that were skipped
-- column skip_rate: share | skips divided by plays
-- column low: share | lower 95 % bound of skip_rate
-- column high: share | upper 95 % bound of skip_rate
-- column play_share: share | plays of the group divided by the plays of all groups
-- column unseen_skips: plays | plays of the group that may have been skipped without a trace in the source
WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST(:tier AS {{text}}) IS NULL OR COALESCE(tier, 'unknown') = CAST(:tier AS {{text}}))
        AND (CAST(:country AS {{text}}) IS NULL OR COALESCE(country, 'unknown') = CAST(:country AS {{text}}))
),

-- Counted by keys first: the group's name is then written for thousands of rows, not for millions of plays.
key_counts AS (
    SELECT
        group_number,
        group_text,
        COUNT(*) AS plays,
        COUNT(*) FILTER (WHERE skipped) AS skips,
        COUNT(*) FILTER (WHERE is_unseen) AS unseen
    FROM (
        SELECT
            CASE
                WHEN CAST(:dimension AS {{text}}) IN ('genre', 'energy') THEN plays.track_key
                WHEN CAST(:dimension AS {{text}}) IN ('tier', 'country') THEN plays.listener_key
                WHEN CAST(:dimension AS {{text}}) = 'hour' THEN plays.local_hour
                WHEN CAST(:dimension AS {{text}}) = 'weekday' THEN plays.local_weekday
                WHEN CAST(:dimension AS {{text}}) = 'position' THEN LEAST(plays.session_position, 21)
            END AS group_number,
            CASE CAST(:dimension AS {{text}})
                WHEN 'device' THEN plays.device
                WHEN 'context' THEN plays.context
                WHEN 'platform' THEN plays.platform
                WHEN 'reason_start' THEN plays.reason_start
            END AS group_text,
            plays.skipped,
            NOT plays.skipped AND (plays.skip_kind = 'late' OR NOT {{tells_end(plays.reason_end)}})
                AND COALESCE(tracks.duration_ms, 0) <= 0 AS is_unseen
        FROM plays
        INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
        LEFT JOIN tracks ON tracks.track_key = plays.track_key
        WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
            AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
            AND plays.skipped IS NOT NULL
    ) AS keyed_plays
    GROUP BY group_number, group_text
),

named_counts AS (
    SELECT
        CASE
            WHEN CAST(:dimension AS {{text}}) IN ('hour', 'weekday', 'position') THEN key_counts.group_number
            WHEN CAST(:dimension AS {{text}}) = 'energy'
                THEN CASE
                    WHEN tracks.energy < CAST(1 AS {{double}}) / 3 THEN 1
                    WHEN tracks.energy < CAST(2 AS {{double}}) / 3 THEN 2
                    WHEN tracks.energy IS NOT NULL THEN 3
                END
        END AS group_rank,
        COALESCE(
            CASE CAST(:dimension AS {{text}})
                WHEN 'genre' THEN tracks.genre
                WHEN 'tier' THEN listeners.tier
                WHEN 'country' THEN listeners.country
                WHEN 'hour' THEN CAST(key_counts.group_number AS {{text}})
                WHEN 'energy' THEN CASE
                    WHEN tracks.energy < CAST(1 AS {{double}}) / 3 THEN 'low'
                    WHEN tracks.energy < CAST(2 AS {{double}}) / 3 THEN 'medium'
                    WHEN tracks.energy IS NOT NULL THEN 'high'
                END
                WHEN 'weekday' THEN CASE key_counts.group_number
                    WHEN 1 THEN 'Monday'
                    WHEN 2 THEN 'Tuesday'
                    WHEN 3 THEN 'Wednesday'
                    WHEN 4 THEN 'Thursday'
                    WHEN 5 THEN 'Friday'
                    WHEN 6 THEN 'Saturday'
                    WHEN 7 THEN 'Sunday'
                END
                WHEN 'position' THEN CASE
                    WHEN key_counts.group_number >= 21 THEN '21+'
                    ELSE CAST(key_counts.group_number AS {{text}})
                END
                ELSE key_counts.group_text
            END,
            'unknown'
        ) AS group_name,
        key_counts.plays,
        key_counts.skips,
        key_counts.unseen
    FROM key_counts
    LEFT JOIN tracks
        ON tracks.track_key = key_counts.group_number AND CAST(:dimension AS {{text}}) IN ('genre', 'energy')
    LEFT JOIN listeners
        ON listeners.listener_key = key_counts.group_number AND CAST(:dimension AS {{text}}) IN ('tier', 'country')
),

group_counts AS (
    SELECT
        group_rank,
        group_name,
        CAST(SUM(plays) AS {{bigint}}) AS plays,
        CAST(SUM(skips) AS {{bigint}}) AS skips,
        CAST(SUM(unseen) AS {{bigint}}) AS unseen
    FROM named_counts
    GROUP BY group_rank, group_name
),

normal AS (
    SELECT CAST(1.959963984540054 AS {{double}}) AS z
),

wilson AS (
    SELECT
        group_counts.group_rank,
        group_counts.group_name,
        group_counts.plays,
        group_counts.skips,
        group_counts.unseen,
        CAST(SUM(group_counts.plays) OVER () AS {{bigint}}) AS all_plays,
        normal.z * normal.z AS z2,
        normal.z * SQRT(
            CAST(group_counts.skips AS {{double}}) * (group_counts.plays - group_counts.skips) / group_counts.plays
                + normal.z * normal.z / 4
        ) AS half_width
    FROM group_counts
    CROSS JOIN normal
)

SELECT
    group_name,
    plays,
    skips,
    CAST(skips AS {{double}}) / plays AS skip_rate,
    GREATEST(CAST(0 AS {{double}}), (skips + z2 / 2 - half_width) / (plays + z2)) AS low,
    LEAST(CAST(1 AS {{double}}), (skips + z2 / 2 + half_width) / (plays + z2)) AS high,
    CAST(plays AS {{double}}) / all_plays AS play_share,
    unseen AS unseen_skips
FROM wilson
ORDER BY COALESCE(group_rank, 99), plays DESC, group_name

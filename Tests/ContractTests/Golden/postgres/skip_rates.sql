WITH counted_listeners AS (
    SELECT listener_key, tier, country
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
),

settings AS (
    SELECT CASE WHEN COUNT(DISTINCT listener_days.listener_key) < 20 THEN 1 ELSE 0 END AS is_few
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date BETWEEN CAST($3 AS DATE) AND CAST($4 AS DATE)
        AND (CAST($5 AS TEXT) IS NULL OR listener_days.platform = CAST($5 AS TEXT))
),

keyed_plays AS (
    SELECT
        CASE CAST($6 AS TEXT)
            WHEN 'hour' THEN plays.local_hour
            WHEN 'weekday' THEN plays.local_weekday
            WHEN 'position' THEN LEAST(plays.session_position, 21)
            WHEN 'energy' THEN CASE
                WHEN tracks.energy < CAST(1 AS DOUBLE PRECISION) / 3 THEN 1
                WHEN tracks.energy < CAST(2 AS DOUBLE PRECISION) / 3 THEN 2
                WHEN tracks.energy IS NOT NULL THEN 3
            END
        END AS group_number,
        CASE CAST($6 AS TEXT)
            WHEN 'genre' THEN tracks.genre
            WHEN 'tier' THEN counted_listeners.tier
            WHEN 'country' THEN counted_listeners.country
            WHEN 'device' THEN plays.device
            WHEN 'context' THEN plays.context
            WHEN 'platform' THEN plays.platform
            WHEN 'reason_start' THEN plays.reason_start
        END AS group_text,
        CASE
            WHEN settings.is_few = 0 THEN plays.listener_key
            ELSE CAST(DIV(CAST((CAST(CAST($4 AS DATE) AS DATE) - CAST(plays.local_date AS DATE)) AS NUMERIC), CAST(7 AS NUMERIC)) AS BIGINT)
        END AS unit_key,
        plays.skipped,
        NOT plays.skipped AND (plays.skip_kind = 'late' OR NOT (COALESCE(plays.reason_end, 'unknown') <> 'unknown'))
            AND COALESCE(tracks.duration_ms, 0) <= 0 AS is_unseen
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    CROSS JOIN settings
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date BETWEEN CAST($3 AS DATE) AND CAST($4 AS DATE)
        AND (CAST($5 AS TEXT) IS NULL OR plays.platform = CAST($5 AS TEXT))
        AND plays.skipped IS NOT NULL
),

unit_counts AS (
    SELECT
        group_number,
        group_text,
        unit_key,
        CAST(COUNT(*) AS BIGINT) AS plays,
        CAST(COUNT(*) FILTER (WHERE skipped) AS BIGINT) AS skips,
        COUNT(*) FILTER (WHERE is_unseen) AS unseen
    FROM keyed_plays
    GROUP BY group_number, group_text, unit_key
),

unit_totals AS (
    SELECT unit_key, CAST(SUM(plays) AS BIGINT) AS plays
    FROM unit_counts
    GROUP BY unit_key
),

totals AS (
    SELECT
        CAST(COUNT(*) AS DOUBLE PRECISION) AS units,
        CAST(SUM(plays) AS BIGINT) AS plays,
        CAST(SUM(CAST(plays AS NUMERIC) * plays) AS DOUBLE PRECISION) AS squares
    FROM unit_totals
),

group_counts AS (
    SELECT
        unit_counts.group_number,
        COALESCE(
            CASE CAST($6 AS TEXT)
                WHEN 'hour' THEN CAST(unit_counts.group_number AS TEXT)
                WHEN 'energy' THEN CASE unit_counts.group_number
                    WHEN 1 THEN 'low'
                    WHEN 2 THEN 'medium'
                    WHEN 3 THEN 'high'
                END
                WHEN 'weekday' THEN CASE unit_counts.group_number
                    WHEN 1 THEN 'Monday'
                    WHEN 2 THEN 'Tuesday'
                    WHEN 3 THEN 'Wednesday'
                    WHEN 4 THEN 'Thursday'
                    WHEN 5 THEN 'Friday'
                    WHEN 6 THEN 'Saturday'
                    WHEN 7 THEN 'Sunday'
                END
                WHEN 'position' THEN CASE
                    WHEN unit_counts.group_number >= 21 THEN '21+'
                    ELSE CAST(unit_counts.group_number AS TEXT)
                END
                ELSE unit_counts.group_text
            END,
            'unknown'
        ) AS group_name,
        COUNT(*) AS units,
        CAST(SUM(unit_counts.plays) AS BIGINT) AS plays,
        CAST(SUM(unit_counts.skips) AS BIGINT) AS skips,
        CAST(SUM(unit_counts.unseen) AS BIGINT) AS unseen,
        CAST(SUM(CAST(unit_counts.skips AS NUMERIC) * unit_counts.skips) AS DOUBLE PRECISION) AS skip_squares,
        CAST(SUM(CAST(unit_counts.skips AS NUMERIC) * unit_counts.plays) AS DOUBLE PRECISION) AS products,
        CAST(SUM(CAST(unit_counts.plays AS NUMERIC) * unit_counts.plays) AS DOUBLE PRECISION) AS play_squares,
        CAST(SUM(CAST(unit_counts.plays AS NUMERIC) * unit_totals.plays) AS DOUBLE PRECISION) AS total_products
    FROM unit_counts
    INNER JOIN unit_totals ON unit_totals.unit_key = unit_counts.unit_key
    GROUP BY unit_counts.group_number, unit_counts.group_text
),

rates AS (
    SELECT
        group_counts.*,
        totals.units AS all_units,
        totals.plays AS all_plays,
        totals.squares,
        CASE WHEN settings.is_few = 1 THEN 'week' ELSE 'listener' END AS unit,
        CASE WHEN settings.is_few = 1 THEN CAST(1.5 AS DOUBLE PRECISION) ELSE CAST(1 AS DOUBLE PRECISION) END AS inflation,
        CAST(group_counts.skips AS DOUBLE PRECISION) / group_counts.plays AS rate,
        CAST(group_counts.plays AS DOUBLE PRECISION) / totals.plays AS share
    FROM group_counts
    CROSS JOIN totals
    CROSS JOIN settings
),

errors AS (
    SELECT
        rates.*,
        CASE
            WHEN units > 1
                THEN inflation * SQRT(
                    GREATEST(skip_squares - 2 * rate * products + rate * rate * play_squares, CAST(0 AS DOUBLE PRECISION))
                        * units / (units - 1)
                ) / plays
        END AS standard_error,
        CASE
            WHEN all_units > 1
                THEN inflation * SQRT(
                    GREATEST(play_squares - 2 * share * total_products + share * share * squares, CAST(0 AS DOUBLE PRECISION))
                        * all_units / (all_units - 1)
                ) / all_plays
        END AS share_error
    FROM rates
),

-- What as many independent plays would tell.
effective AS (
    SELECT
        errors.*,
        plays / CASE
            WHEN units > 1 AND rate > 0 AND rate < 1
                THEN GREATEST(CAST(1 AS DOUBLE PRECISION), standard_error * standard_error * plays / (rate * (1 - rate)))
            ELSE play_squares / plays
        END AS effective_plays
    FROM errors
),

normal AS (
    SELECT CAST(1.959963984540054 AS DOUBLE PRECISION) AS z
),

wilson AS (
    SELECT
        effective.*,
        normal.z * normal.z AS z2,
        normal.z * SQRT(effective_plays * rate * (1 - rate) + normal.z * normal.z / 4) AS half_width
    FROM effective
    CROSS JOIN normal
)

SELECT
    group_name,
    plays,
    skips,
    rate AS skip_rate,
    GREATEST(CAST(0 AS DOUBLE PRECISION), (effective_plays * rate + z2 / 2 - half_width) / (effective_plays + z2)) AS low,
    LEAST(CAST(1 AS DOUBLE PRECISION), (effective_plays * rate + z2 / 2 + half_width) / (effective_plays + z2)) AS high,
    share AS play_share,
    unseen AS unseen_skips,
    unit,
    CAST(units AS BIGINT) AS units,
    standard_error,
    share_error
FROM wilson
ORDER BY COALESCE(group_number, 99), plays DESC, group_name

-- title: Skip rate by one dimension
-- grain: one row per group of the dimension that has a play whose skip is known
-- definition: Plays whose skip is unknown count nowhere. Dimensions: genre; hour (listener-local, 0 to 23); weekday
--   (from Monday); device; energy (low under 1/3, medium under 2/3, high); tier (as last known); context; platform;
--   country; reason_start; position (of the play in its session, 1 to 20, then 21+). What is not recorded is the
--   group 'unknown'. Plays of one listener hang together, so standard errors take listeners as units: with s skips of n
--   plays of a unit in a group of N plays and k units, the rate R has the standard error root of k / (k - 1) times the
--   sum of (s - R n)^2, divided by N; the share of plays likewise. Where fewer than 20 listened, units are the 7-day
--   blocks counted back from the last day, and standard errors are multiplied by 1.5, because neighbouring weeks are
--   alike. Interval: Wilson, 95 %, over N divided by the design effect, which is the variance of R over R (1 - R) / N,
--   at least 1; for a rate of 0 or 1, or of one unit, it is the sum of n^2 over N. Without the length of a track, and
--   without a reason that rules it out, a play of 30 seconds or more may have been skipped unseen: with unseen_skips the
--   rate is a lower bound, and so is its interval. Source: Kish (1965), Survey Sampling (design effect of clusters).
-- inputs: listener_days, listeners, plays, tracks
-- command: skips | Show skip rates by genre, hour, device, energy level, tier, context and more.
--   | segue insights skips --by hour
-- order: 9
-- page: /skips
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
-- parameter tier: text | only listeners of this tier as last known ('unknown': none is recorded); NULL counts all
-- parameter country: text | only listeners of this country ('unknown': none is recorded); NULL counts all
-- parameter platform: text | only plays on this platform; NULL counts all
-- parameter dimension: text
--   | 'genre', 'hour', 'weekday', 'device', 'energy', 'tier', 'context', 'platform', 'country', 'reason_start' or
--   'position' | default genre
--   | choices genre, hour, weekday, device, energy, tier, context, platform, country, reason_start, position
--   | option --by <dimension>
--   | help genre, hour, weekday, device, energy, tier, context, platform, country, reason_start, position; or kinds,
--   moments.
-- column group_name: text | the group
-- column plays: plays | plays whose skip is known
-- column skips: plays | plays that were skipped
-- column skip_rate: share | skips divided by plays
-- column low: share | lower 95 % bound of skip_rate
-- column high: share | upper 95 % bound of skip_rate
-- column play_share: share | plays of the group divided by the plays of all groups
-- column unseen_skips: plays | plays of the group that may have been skipped without a trace in the source
-- column unit: text | 'listener', or 'week' where fewer than 20 listened
-- column units: units | listeners of the group's plays, or weeks where fewer than 20 listened
-- column standard_error: share | standard error of skip_rate; NULL with one unit
-- column share_error: share | standard error of play_share; NULL with one unit
WITH counted_listeners AS (
    SELECT listener_key, tier, country
    FROM listeners
    WHERE {{is_counted_listener}}
),

settings AS (
    SELECT CASE WHEN COUNT(DISTINCT listener_days.listener_key) < 20 THEN 1 ELSE 0 END AS is_few
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR listener_days.platform = CAST(:platform AS {{text}}))
),

keyed_plays AS (
    SELECT
        CASE CAST(:dimension AS {{text}})
            WHEN 'hour' THEN plays.local_hour
            WHEN 'weekday' THEN plays.local_weekday
            WHEN 'position' THEN LEAST(plays.session_position, 21)
            WHEN 'energy' THEN CASE
                WHEN tracks.energy < CAST(1 AS {{double}}) / 3 THEN 1
                WHEN tracks.energy < CAST(2 AS {{double}}) / 3 THEN 2
                WHEN tracks.energy IS NOT NULL THEN 3
            END
        END AS group_number,
        CASE CAST(:dimension AS {{text}})
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
            ELSE {{int_div({{days_between(plays.local_date, CAST(:last_day AS DATE))}}, 7)}}
        END AS unit_key,
        plays.skipped,
        NOT plays.skipped AND (plays.skip_kind = 'late' OR NOT {{tells_end(plays.reason_end)}})
            AND COALESCE(tracks.duration_ms, 0) <= 0 AS is_unseen
    FROM plays
    INNER JOIN counted_listeners ON counted_listeners.listener_key = plays.listener_key
    CROSS JOIN settings
    LEFT JOIN tracks ON tracks.track_key = plays.track_key
    WHERE plays.local_date BETWEEN CAST(:first_day AS DATE) AND CAST(:last_day AS DATE)
        AND (CAST(:platform AS {{text}}) IS NULL OR plays.platform = CAST(:platform AS {{text}}))
        AND plays.skipped IS NOT NULL
),

unit_counts AS (
    SELECT
        group_number,
        group_text,
        unit_key,
        CAST(COUNT(*) AS {{bigint}}) AS plays,
        CAST(COUNT(*) FILTER (WHERE skipped) AS {{bigint}}) AS skips,
        COUNT(*) FILTER (WHERE is_unseen) AS unseen
    FROM keyed_plays
    GROUP BY group_number, group_text, unit_key
),

unit_totals AS (
    SELECT unit_key, CAST(SUM(plays) AS {{bigint}}) AS plays
    FROM unit_counts
    GROUP BY unit_key
),

totals AS (
    SELECT
        CAST(COUNT(*) AS {{double}}) AS units,
        CAST(SUM(plays) AS {{bigint}}) AS plays,
        CAST(SUM({{wide(plays)}} * plays) AS {{double}}) AS squares
    FROM unit_totals
),

group_counts AS (
    SELECT
        unit_counts.group_number,
        COALESCE(
            CASE CAST(:dimension AS {{text}})
                WHEN 'hour' THEN CAST(unit_counts.group_number AS {{text}})
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
                    ELSE CAST(unit_counts.group_number AS {{text}})
                END
                ELSE unit_counts.group_text
            END,
            'unknown'
        ) AS group_name,
        COUNT(*) AS units,
        CAST(SUM(unit_counts.plays) AS {{bigint}}) AS plays,
        CAST(SUM(unit_counts.skips) AS {{bigint}}) AS skips,
        CAST(SUM(unit_counts.unseen) AS {{bigint}}) AS unseen,
        CAST(SUM({{wide(unit_counts.skips)}} * unit_counts.skips) AS {{double}}) AS skip_squares,
        CAST(SUM({{wide(unit_counts.skips)}} * unit_counts.plays) AS {{double}}) AS products,
        CAST(SUM({{wide(unit_counts.plays)}} * unit_counts.plays) AS {{double}}) AS play_squares,
        CAST(SUM({{wide(unit_counts.plays)}} * unit_totals.plays) AS {{double}}) AS total_products
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
        CASE WHEN settings.is_few = 1 THEN CAST(1.5 AS {{double}}) ELSE CAST(1 AS {{double}}) END AS inflation,
        CAST(group_counts.skips AS {{double}}) / group_counts.plays AS rate,
        CAST(group_counts.plays AS {{double}}) / totals.plays AS share
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
                    GREATEST(skip_squares - 2 * rate * products + rate * rate * play_squares, CAST(0 AS {{double}}))
                        * units / (units - 1)
                ) / plays
        END AS standard_error,
        CASE
            WHEN all_units > 1
                THEN inflation * SQRT(
                    GREATEST(play_squares - 2 * share * total_products + share * share * squares, CAST(0 AS {{double}}))
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
                THEN GREATEST(CAST(1 AS {{double}}), standard_error * standard_error * plays / (rate * (1 - rate)))
            ELSE play_squares / plays
        END AS effective_plays
    FROM errors
),

normal AS (
    SELECT CAST(1.959963984540054 AS {{double}}) AS z
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
    GREATEST(CAST(0 AS {{double}}), (effective_plays * rate + z2 / 2 - half_width) / (effective_plays + z2)) AS low,
    LEAST(CAST(1 AS {{double}}), (effective_plays * rate + z2 / 2 + half_width) / (effective_plays + z2)) AS high,
    share AS play_share,
    unseen AS unseen_skips,
    unit,
    CAST(units AS {{bigint}}) AS units,
    standard_error,
    share_error
FROM wilson
ORDER BY COALESCE(group_number, 99), plays DESC, group_name

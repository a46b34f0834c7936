WITH counted_listeners AS (
    SELECT listener_key
    FROM listeners
    WHERE (CAST($1 AS TEXT) IS NULL OR COALESCE(tier, 'unknown') = CAST($1 AS TEXT))
        AND (CAST($2 AS TEXT) IS NULL OR COALESCE(country, 'unknown') = CAST($2 AS TEXT))
),

data_range AS (
    SELECT MIN(local_date) AS data_first
    FROM listener_days
),

counted_days AS (
    SELECT CAST($3 AS DATE) AS first_day, LEAST(CAST($4 AS DATE), CAST($5 AS DATE)) AS last_day
),

-- No row where no day of the period is complete.
periods AS (
    SELECT
        counted_days.first_day,
        counted_days.last_day,
        CAST(counted_days.first_day + CAST((CAST(counted_days.first_day AS DATE) - CAST(counted_days.last_day AS DATE)) - 1 AS INTEGER) AS DATE) AS before_first,
        CAST(counted_days.first_day + CAST(-1 AS INTEGER) AS DATE) AS before_last,
        CAST(1 + (CAST(counted_days.last_day AS DATE) - CAST(counted_days.first_day AS DATE)) AS BIGINT) AS days,
        data_range.data_first
    FROM counted_days
    CROSS JOIN data_range
    WHERE counted_days.last_day >= counted_days.first_day
),

active_days AS (
    SELECT
        listener_days.listener_key,
        listener_days.local_date,
        CAST(DIV(CAST(COALESCE(SUM(listener_days.ms_played), 0) + 500 AS NUMERIC), CAST(1000 AS NUMERIC)) AS BIGINT) AS seconds,
        CASE WHEN SUM(listener_days.timed_plays) > 0 THEN 1 ELSE 0 END AS timed,
        COALESCE(SUM(listener_days.skips), 0) AS skips,
        COALESCE(SUM(listener_days.known_skips), 0) AS known_skips
    FROM listener_days
    INNER JOIN counted_listeners ON counted_listeners.listener_key = listener_days.listener_key
    WHERE listener_days.local_date <= CAST($5 AS DATE)
        AND listener_days.local_date >= CAST(CAST($3 AS DATE) + CAST((CAST(CAST($3 AS DATE) AS DATE) - CAST(CAST($5 AS DATE) AS DATE)) - 30 AS INTEGER) AS DATE)
        AND (CAST($6 AS TEXT) IS NULL OR listener_days.platform = CAST($6 AS TEXT))
    GROUP BY listener_days.listener_key, listener_days.local_date
),

settings AS (
    SELECT
        CASE
            WHEN COUNT(DISTINCT CASE
                WHEN active_days.local_date BETWEEN periods.before_first AND periods.last_day THEN active_days.listener_key
            END) < 20 THEN 1
            ELSE 0
        END AS is_few
    FROM active_days
    CROSS JOIN periods
),

-- The calendar has a part in weeks only: a week without a play is a week.
day_rows AS (
    SELECT
        active_days.local_date,
        active_days.listener_key,
        1 AS active,
        0 AS calendar,
        active_days.seconds,
        active_days.timed,
        active_days.skips,
        active_days.known_skips
    FROM active_days
    UNION ALL
    SELECT
        calendar.day AS local_date,
        0 AS listener_key,
        0 AS active,
        1 AS calendar,
        0 AS seconds,
        0 AS timed,
        0 AS skips,
        0 AS known_skips
    FROM (SELECT CAST(moment AS DATE) AS day FROM generate_series(CAST(CAST(CAST($3 AS DATE) + CAST((CAST(CAST($3 AS DATE) AS DATE) - CAST(CAST($5 AS DATE) AS DATE)) - 1 AS INTEGER) AS DATE) AS TIMESTAMP), CAST(CAST($5 AS DATE) AS TIMESTAMP), INTERVAL '1 day') AS series(moment)) AS calendar
    CROSS JOIN settings
    WHERE settings.is_few = 1
),

marked_days AS (
    SELECT
        CASE
            WHEN settings.is_few = 0 THEN day_rows.listener_key
            WHEN day_rows.local_date >= periods.first_day
                THEN CAST(DIV(CAST((CAST(periods.last_day AS DATE) - CAST(day_rows.local_date AS DATE)) AS NUMERIC), CAST(7 AS NUMERIC)) AS BIGINT)
            ELSE 1000000 + CAST(DIV(CAST((CAST(periods.before_last AS DATE) - CAST(day_rows.local_date AS DATE)) AS NUMERIC), CAST(7 AS NUMERIC)) AS BIGINT)
        END AS unit_key,
        day_rows.active,
        day_rows.calendar,
        day_rows.seconds,
        day_rows.timed,
        day_rows.skips,
        day_rows.known_skips,
        CASE WHEN day_rows.local_date >= periods.first_day THEN 1 ELSE 0 END AS is_now,
        CASE
            WHEN day_rows.local_date BETWEEN periods.before_first AND periods.before_last THEN 1
            ELSE 0
        END AS is_before,
        CASE WHEN day_rows.local_date >= CAST(periods.last_day + CAST(-6 AS INTEGER) AS DATE) THEN 1 ELSE 0 END AS in_week,
        CASE
            WHEN day_rows.local_date BETWEEN CAST(periods.before_last + CAST(-6 AS INTEGER) AS DATE) AND periods.before_last THEN 1
            ELSE 0
        END AS in_week_before,
        CASE WHEN day_rows.local_date >= CAST(periods.last_day + CAST(-29 AS INTEGER) AS DATE) THEN 1 ELSE 0 END AS in_month,
        CASE
            WHEN day_rows.local_date BETWEEN CAST(periods.before_last + CAST(-29 AS INTEGER) AS DATE) AND periods.before_last THEN 1
            ELSE 0
        END AS in_month_before,
        CASE
            WHEN day_rows.local_date BETWEEN periods.first_day AND CAST(periods.first_day + CAST(6 AS INTEGER) AS DATE) THEN 1
            ELSE 0
        END AS in_first_week,
        -- 1900-01-01 was a Monday.
        CASE WHEN MOD((CAST(day_rows.local_date AS DATE) - CAST(DATE '1900-01-01' AS DATE)), 7) >= 5 THEN 1 ELSE 0 END AS is_weekend
    FROM day_rows
    CROSS JOIN periods
    CROSS JOIN settings
    WHERE day_rows.local_date <= periods.last_day
        AND (settings.is_few = 0 OR day_rows.local_date >= periods.before_first)
),

unit_sums AS (
    SELECT
        unit_key,
        SUM(active * is_now) AS days_now,
        SUM(active * is_before) AS days_before,
        SUM(calendar * is_now) AS calendar_now,
        SUM(calendar * is_before) AS calendar_before,
        MAX(active * in_week) AS week_now,
        MAX(active * in_week_before) AS week_before,
        MAX(active * in_month) AS month_now,
        MAX(active * in_month_before) AS month_before,
        SUM(active * in_week) AS last_week,
        SUM(active * in_first_week) AS first_week,
        SUM(seconds * is_now) AS seconds_now,
        SUM(seconds * is_before) AS seconds_before,
        SUM(timed * is_now) AS timed_now,
        SUM(timed * is_before) AS timed_before,
        SUM(skips * is_now) AS skips_now,
        SUM(skips * is_before) AS skips_before,
        SUM(known_skips * is_now) AS known_now,
        SUM(known_skips * is_before) AS known_before,
        SUM(seconds * is_now * is_weekend) AS seconds_weekend,
        SUM(timed * is_now * is_weekend) AS timed_weekend,
        SUM(seconds * is_now * (1 - is_weekend)) AS seconds_week,
        SUM(timed * is_now * (1 - is_weekend)) AS timed_week
    FROM marked_days
    GROUP BY unit_key
),

unit_values AS (
    SELECT
        1 AS measure_rank,
        days_now AS y1,
        calendar_now AS x1,
        days_before AS y0,
        calendar_before AS x0
    FROM unit_sums
    UNION ALL
    SELECT 2 AS measure_rank, week_now AS y1, 0 AS x1, week_before AS y0, 0 AS x0
    FROM unit_sums
    UNION ALL
    SELECT 3 AS measure_rank, month_now AS y1, 0 AS x1, month_before AS y0, 0 AS x0
    FROM unit_sums
    UNION ALL
    SELECT 4 AS measure_rank, days_now AS y1, month_now AS x1, days_before AS y0, month_before AS x0
    FROM unit_sums
    UNION ALL
    SELECT 5 AS measure_rank, seconds_now AS y1, timed_now AS x1, seconds_before AS y0, timed_before AS x0
    FROM unit_sums
    UNION ALL
    SELECT 6 AS measure_rank, skips_now AS y1, known_now AS x1, skips_before AS y0, known_before AS x0
    FROM unit_sums
    UNION ALL
    SELECT 7 AS measure_rank, last_week AS y1, 0 AS x1, first_week AS y0, 0 AS x0
    FROM unit_sums
    UNION ALL
    SELECT 8 AS measure_rank, seconds_weekend AS y1, timed_weekend AS x1, seconds_week AS y0, timed_week AS x0
    FROM unit_sums
),

sums AS (
    SELECT
        measure_rank,
        COUNT(*) FILTER (WHERE y1 <> 0 OR x1 <> 0 OR y0 <> 0 OR x0 <> 0) AS units,
        CAST(SUM(y1) AS DOUBLE PRECISION) AS y1,
        CAST(SUM(x1) AS DOUBLE PRECISION) AS x1,
        CAST(SUM(y0) AS DOUBLE PRECISION) AS y0,
        CAST(SUM(x0) AS DOUBLE PRECISION) AS x0,
        CAST(SUM(CAST(y1 AS NUMERIC) * y1) AS DOUBLE PRECISION) AS y1y1,
        CAST(SUM(CAST(x1 AS NUMERIC) * y1) AS DOUBLE PRECISION) AS x1y1,
        CAST(SUM(CAST(x1 AS NUMERIC) * x1) AS DOUBLE PRECISION) AS x1x1,
        CAST(SUM(CAST(y0 AS NUMERIC) * y0) AS DOUBLE PRECISION) AS y0y0,
        CAST(SUM(CAST(x0 AS NUMERIC) * y0) AS DOUBLE PRECISION) AS x0y0,
        CAST(SUM(CAST(x0 AS NUMERIC) * x0) AS DOUBLE PRECISION) AS x0x0,
        CAST(SUM(CAST(y1 AS NUMERIC) * y0) AS DOUBLE PRECISION) AS y1y0,
        CAST(SUM(CAST(x1 AS NUMERIC) * y0) AS DOUBLE PRECISION) AS x1y0,
        CAST(SUM(CAST(y1 AS NUMERIC) * x0) AS DOUBLE PRECISION) AS y1x0,
        CAST(SUM(CAST(x1 AS NUMERIC) * x0) AS DOUBLE PRECISION) AS x1x0
    FROM unit_values
    GROUP BY measure_rank
),

measures AS (
    SELECT 1 AS measure_rank, 'daily_listeners' AS measure
    UNION ALL
    SELECT 2 AS measure_rank, 'weekly_listeners' AS measure
    UNION ALL
    SELECT 3 AS measure_rank, 'monthly_listeners' AS measure
    UNION ALL
    SELECT 4 AS measure_rank, 'stickiness' AS measure
    UNION ALL
    SELECT 5 AS measure_rank, 'minutes' AS measure
    UNION ALL
    SELECT 6 AS measure_rank, 'skip_rate' AS measure
    UNION ALL
    SELECT 7 AS measure_rank, 'daily_trend' AS measure
    UNION ALL
    SELECT 8 AS measure_rank, 'weekend_minutes' AS measure
),

-- What each side divides by; where it is a number of days, no unit has a part in it.
divisors AS (
    SELECT
        sums.*,
        measures.measure,
        settings.is_few,
        CASE
            WHEN measures.measure_rank = 1 THEN CAST(periods.days AS DOUBLE PRECISION)
            WHEN measures.measure_rank IN (2, 3) THEN CAST(1 AS DOUBLE PRECISION)
            WHEN measures.measure_rank = 7 THEN CAST(7 AS DOUBLE PRECISION)
            ELSE NULLIF(sums.x1, 0)
        END AS d1,
        CASE
            WHEN measures.measure_rank = 1 THEN CAST(periods.days AS DOUBLE PRECISION)
            WHEN measures.measure_rank IN (2, 3) THEN CAST(1 AS DOUBLE PRECISION)
            WHEN measures.measure_rank = 7 THEN CAST(7 AS DOUBLE PRECISION)
            ELSE NULLIF(sums.x0, 0)
        END AS d0,
        CASE
            WHEN measures.measure_rank = 4 THEN CAST(periods.days AS DOUBLE PRECISION)
            WHEN measures.measure_rank IN (5, 8) THEN CAST(60 AS DOUBLE PRECISION)
            ELSE CAST(1 AS DOUBLE PRECISION)
        END AS scale,
        CASE
            WHEN measures.measure_rank = 8 THEN 1
            WHEN measures.measure_rank = 7 AND periods.days >= 14 AND periods.first_day >= periods.data_first THEN 1
            WHEN measures.measure_rank = 2
                AND LEAST(periods.before_first, CAST(periods.before_last + CAST(-6 AS INTEGER) AS DATE)) >= periods.data_first THEN 1
            WHEN measures.measure_rank IN (3, 4)
                AND LEAST(periods.before_first, CAST(periods.before_last + CAST(-29 AS INTEGER) AS DATE)) >= periods.data_first THEN 1
            WHEN measures.measure_rank IN (1, 5, 6) AND periods.before_first >= periods.data_first THEN 1
            ELSE 0
        END AS has_before
    FROM measures
    INNER JOIN sums ON sums.measure_rank = measures.measure_rank
    CROSS JOIN settings
    CROSS JOIN periods
),

ratios AS (
    SELECT
        divisors.*,
        y1 / d1 AS r1,
        CASE WHEN has_before = 1 THEN y0 / d0 END AS r0
    FROM divisors
),

variances AS (
    SELECT
        ratios.*,
        (y1y1 - 2 * r1 * x1y1 + r1 * r1 * x1x1) / (d1 * d1)
            + (y0y0 - 2 * r0 * x0y0 + r0 * r0 * x0x0) / (d0 * d0)
            - 2 * (y1y0 - r1 * x1y0 - r0 * y1x0 + r1 * r0 * x1x0) / (d1 * d0) AS squares
    FROM ratios
)

SELECT
    measure,
    CASE WHEN is_few = 1 THEN 'week' ELSE 'listener' END AS unit,
    CAST(units AS BIGINT) AS units,
    r1 / scale AS now,
    r0 / scale AS before,
    r1 / scale - r0 / scale AS difference,
    CASE
        WHEN units > 1 AND squares IS NOT NULL AND (is_few = 0 OR measure_rank IN (1, 5, 6, 8))
            THEN SQRT(GREATEST(squares, CAST(0 AS DOUBLE PRECISION)) * units / (units - 1)) / scale
                * CASE WHEN is_few = 1 THEN CAST(1.5 AS DOUBLE PRECISION) ELSE CAST(1 AS DOUBLE PRECISION) END
    END AS standard_error
FROM variances
ORDER BY measure_rank

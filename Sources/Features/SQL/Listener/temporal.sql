-- title: Temporal patterns
-- family: temporal
-- grain: one row per listener with at least one play before :as_of
-- definition: Hours and weekdays are the listener's own (1 = Monday). p is the share of plays of an hour or weekday;
--   ln is the natural logarithm. A rhythm is the length of the mean of the plays' places on a circle (the day, the
--   year): 0 where plays are spread evenly, 1 where all fall into one hour or month. Terms are rounded to whole
--   billionths, so that their sum is the same in any order.
-- inputs: feature_days, feature_listeners, plays
-- parameter as_of: date | the first listener-local day that is not seen
-- feature night_share: share | all history | never NULL | plays that began from 0 to 5 o'clock / plays
-- feature morning_share: share | all history | never NULL | plays that began from 6 to 11 o'clock / plays
-- feature afternoon_share: share | all history | never NULL | plays that began from 12 to 17 o'clock / plays
-- feature evening_share: share | all history | never NULL | plays that began from 18 to 23 o'clock / plays
-- feature weekend_share: share | all history | never NULL | plays on Saturday and Sunday / plays
-- feature work_hours_share: share | all history | never NULL | plays that began from 9 to 16 o'clock, Monday to
--   Friday / plays
-- feature peak_hour: hour | all history | never NULL | the hour, 0 to 23, of the most plays; the earliest of equals
-- feature peak_hour_share: share | all history | never NULL | plays in the peak hour / plays
-- feature peak_weekday: weekday | all history | never NULL | the weekday, 1 to 7, of the most plays; the earliest of
--   equals
-- feature hour_entropy: nats | all history | never NULL | −Σ p ln p over the hours
-- feature weekday_entropy: nats | all history | never NULL | −Σ p ln p over the weekdays
-- feature daily_rhythm: share | all history | never NULL | √((Σ p cos(2πh / 24))² + (Σ p sin(2πh / 24))²) over the
--   hours h
-- feature weekly_seasonality: share | 84 days | NULL where all days of the window are alike | variance between
--   weekdays / variance of the plays of a day, over the window's days with and without plays (η²)
-- feature yearly_rhythm: share | 365 days | NULL in the first year after the first play, or without plays in the
--   window | √((Σ p cos(2πm / 12))² + (Σ p sin(2πm / 12))²) over the months m
WITH hour_plays AS (
    SELECT
        listener_key,
        local_hour,
        COUNT(*) AS plays,
        COUNT(*) FILTER (WHERE local_weekday <= 5) AS weekday_plays
    FROM plays
    WHERE local_date < CAST(:as_of AS DATE)
    GROUP BY listener_key, local_hour
),

hour_terms AS (
    SELECT
        hour_plays.listener_key,
        hour_plays.local_hour,
        hour_plays.plays,
        hour_plays.weekday_plays,
        CAST(hour_plays.plays AS {{double}}) / feature_listeners.plays AS p,
        CAST(FLOOR(COS(hour_plays.local_hour * PI() / 12) * 1000000000 + 0.5) AS {{bigint}}) AS cosine,
        CAST(FLOOR(SIN(hour_plays.local_hour * PI() / 12) * 1000000000 + 0.5) AS {{bigint}}) AS sine
    FROM hour_plays
    INNER JOIN feature_listeners ON feature_listeners.listener_key = hour_plays.listener_key
),

-- The greatest of plays × 24 + 23 − hour is that of the most plays and, among equals, of the earliest hour.
hours AS (
    SELECT
        listener_key,
        CAST(COALESCE(SUM(plays) FILTER (WHERE local_hour < 6), 0) AS {{double}}) AS night,
        CAST(COALESCE(SUM(plays) FILTER (WHERE local_hour BETWEEN 6 AND 11), 0) AS {{double}}) AS morning,
        CAST(COALESCE(SUM(plays) FILTER (WHERE local_hour BETWEEN 12 AND 17), 0) AS {{double}}) AS afternoon,
        CAST(COALESCE(SUM(plays) FILTER (WHERE local_hour >= 18), 0) AS {{double}}) AS evening,
        CAST(COALESCE(SUM(weekday_plays) FILTER (WHERE local_hour BETWEEN 9 AND 16), 0) AS {{double}}) AS work_hours,
        MAX(plays * 24 + 23 - local_hour) AS peak,
        CAST(SUM(CAST(FLOOR(-p * LN(p) * 1000000000 + 0.5) AS {{bigint}})) AS {{double}}) / 1000000000 AS entropy,
        CAST(SUM(plays * cosine) AS {{double}}) / 1000000000 AS cosine,
        CAST(SUM(plays * sine) AS {{double}}) / 1000000000 AS sine
    FROM hour_terms
    GROUP BY listener_key
),

marked_days AS (
    SELECT
        listener_key,
        1 + MOD({{days_between(DATE '1900-01-01', local_date)}}, 7) AS weekday,
        CAST(EXTRACT(MONTH FROM local_date) AS {{bigint}}) AS month,
        {{days_between(local_date, CAST(:as_of AS DATE))}} AS days_ago,
        plays
    FROM feature_days
),

weekday_plays AS (
    SELECT
        listener_key,
        weekday,
        CAST(SUM(plays) AS {{bigint}}) AS plays,
        CAST(COALESCE(SUM(plays) FILTER (WHERE days_ago <= 84), 0) AS {{bigint}}) AS plays_84d,
        CAST(COALESCE(SUM(plays * plays) FILTER (WHERE days_ago <= 84), 0) AS {{bigint}}) AS day_squares_84d
    FROM marked_days
    GROUP BY listener_key, weekday
),

weekday_terms AS (
    SELECT
        weekday_plays.listener_key,
        weekday_plays.weekday,
        weekday_plays.plays,
        weekday_plays.plays_84d,
        weekday_plays.day_squares_84d,
        CAST(weekday_plays.plays AS {{double}}) / feature_listeners.plays AS p
    FROM weekday_plays
    INNER JOIN feature_listeners ON feature_listeners.listener_key = weekday_plays.listener_key
),

weekdays AS (
    SELECT
        listener_key,
        CAST(COALESCE(SUM(plays) FILTER (WHERE weekday >= 6), 0) AS {{double}}) AS weekend,
        MAX(plays * 8 + 7 - weekday) AS peak,
        CAST(SUM(CAST(FLOOR(-p * LN(p) * 1000000000 + 0.5) AS {{bigint}})) AS {{double}}) / 1000000000 AS entropy,
        CAST(SUM(plays_84d) AS {{bigint}}) AS plays_84d,
        CAST(SUM(plays_84d * plays_84d) AS {{bigint}}) AS weekday_squares_84d,
        CAST(SUM(day_squares_84d) AS {{bigint}}) AS day_squares_84d
    FROM weekday_terms
    GROUP BY listener_key
),

month_plays AS (
    SELECT
        listener_key,
        CAST(SUM(plays) AS {{bigint}}) AS plays,
        CAST(FLOOR(COS(month * PI() / 6) * 1000000000 + 0.5) AS {{bigint}}) AS cosine,
        CAST(FLOOR(SIN(month * PI() / 6) * 1000000000 + 0.5) AS {{bigint}}) AS sine
    FROM marked_days
    WHERE days_ago <= 365
    GROUP BY listener_key, month
),

months AS (
    SELECT
        listener_key,
        CAST(SUM(plays) AS {{double}}) AS plays,
        CAST(SUM(plays * cosine) AS {{double}}) / 1000000000 AS cosine,
        CAST(SUM(plays * sine) AS {{double}}) / 1000000000 AS sine
    FROM month_plays
    GROUP BY listener_key
)

SELECT
    feature_listeners.listener_key,
    hours.night / feature_listeners.plays AS night_share,
    hours.morning / feature_listeners.plays AS morning_share,
    hours.afternoon / feature_listeners.plays AS afternoon_share,
    hours.evening / feature_listeners.plays AS evening_share,
    weekdays.weekend / feature_listeners.plays AS weekend_share,
    hours.work_hours / feature_listeners.plays AS work_hours_share,
    CAST(23 - MOD(hours.peak, 24) AS {{bigint}}) AS peak_hour,
    CAST({{int_div(hours.peak, 24)}} AS {{double}}) / feature_listeners.plays AS peak_hour_share,
    CAST(7 - MOD(weekdays.peak, 8) AS {{bigint}}) AS peak_weekday,
    hours.entropy AS hour_entropy,
    weekdays.entropy AS weekday_entropy,
    SQRT(hours.cosine * hours.cosine + hours.sine * hours.sine) / feature_listeners.plays AS daily_rhythm,
    CAST(7 * weekdays.weekday_squares_84d - weekdays.plays_84d * weekdays.plays_84d AS {{double}})
        / NULLIF(84 * weekdays.day_squares_84d - weekdays.plays_84d * weekdays.plays_84d, 0) AS weekly_seasonality,
    CASE
        WHEN feature_listeners.known_days >= 365
            THEN SQRT(months.cosine * months.cosine + months.sine * months.sine) / months.plays
    END AS yearly_rhythm
FROM feature_listeners
INNER JOIN hours ON hours.listener_key = feature_listeners.listener_key
INNER JOIN weekdays ON weekdays.listener_key = feature_listeners.listener_key
LEFT JOIN months ON months.listener_key = feature_listeners.listener_key
ORDER BY feature_listeners.listener_key

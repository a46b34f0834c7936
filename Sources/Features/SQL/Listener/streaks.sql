-- title: Listening streaks
-- family: streaks
-- grain: one row per listener with at least one play before :as_of
-- definition: An active day is a listener-local day with at least one play. A streak is an unbroken run of active
--   days. A gap is the number of days from one active day to the next: 1 within a streak.
-- inputs: feature_days, feature_listeners
-- parameter as_of: date | the first listener-local day that is not seen
-- feature current_streak_days: days | all history | 0 where the day before :as_of is not active | length of the
--   streak that ends on the day before :as_of
-- feature longest_streak_days: days | all history | never NULL | length of the longest streak
-- feature mean_streak_days: days | all history | never NULL | active days / streaks
-- feature streak_count: streaks | all history | never NULL | number of streaks
-- feature active_days: days | all history | never NULL | number of active days
-- feature active_days_28d: days | 28 days | never NULL | number of active days
-- feature active_day_share: share | all history | never NULL | active days / days from the first play to :as_of
-- feature consistency_90d: share | 90 days | never NULL | active days / days of the window since the first play
-- feature mean_gap_days: days | all history | NULL under two active days | (last active day − first active day) /
--   (active days − 1)
-- feature gap_deviation_days: days | all history | NULL under three active days | sample standard deviation of the
--   gaps
-- feature longest_gap_days: days | all history | NULL under two active days | longest gap between two active days
WITH ordered_days AS (
    SELECT
        listener_key,
        local_date,
        {{days_between(DATE '1900-01-01', local_date)}}
            - ROW_NUMBER() OVER (PARTITION BY listener_key ORDER BY local_date) AS streak,
        {{days_between(LAG(local_date) OVER (PARTITION BY listener_key ORDER BY local_date), local_date)}} AS gap
    FROM feature_days
),

streaks AS (
    SELECT
        listener_key,
        COUNT(*) AS days,
        MAX(local_date) AS last_day,
        MAX(gap) AS longest_gap,
        SUM(gap * gap) AS gap_squares
    FROM ordered_days
    GROUP BY listener_key, streak
),

listener_streaks AS (
    SELECT
        listener_key,
        COUNT(*) AS streak_count,
        MAX(days) AS longest_days,
        MAX(CASE WHEN last_day = {{add_days(CAST(:as_of AS DATE), -1)}} THEN days ELSE 0 END) AS current_days,
        CAST(MAX(longest_gap) AS {{bigint}}) AS longest_gap,
        CAST(SUM(gap_squares) AS {{bigint}}) AS gap_squares
    FROM streaks
    GROUP BY listener_key
),

gaps AS (
    SELECT
        listener_key,
        known_days,
        active_days,
        active_days_28d,
        active_days_90d,
        active_days - 1 AS gaps,
        CAST({{days_between(first_day, last_day)}} AS {{bigint}}) AS gap_sum
    FROM feature_listeners
)

SELECT
    gaps.listener_key,
    CAST(listener_streaks.current_days AS {{bigint}}) AS current_streak_days,
    CAST(listener_streaks.longest_days AS {{bigint}}) AS longest_streak_days,
    CAST(gaps.active_days AS {{double}}) / listener_streaks.streak_count AS mean_streak_days,
    CAST(listener_streaks.streak_count AS {{bigint}}) AS streak_count,
    CAST(gaps.active_days AS {{bigint}}) AS active_days,
    CAST(gaps.active_days_28d AS {{bigint}}) AS active_days_28d,
    CAST(gaps.active_days AS {{double}}) / gaps.known_days AS active_day_share,
    CAST(gaps.active_days_90d AS {{double}}) / LEAST(gaps.known_days, 90) AS consistency_90d,
    CAST(gaps.gap_sum AS {{double}}) / NULLIF(gaps.gaps, 0) AS mean_gap_days,
    SQRT(
        CAST(gaps.gaps * listener_streaks.gap_squares - gaps.gap_sum * gaps.gap_sum AS {{double}})
            / CASE WHEN gaps.gaps >= 2 THEN gaps.gaps * (gaps.gaps - 1) END
    ) AS gap_deviation_days,
    listener_streaks.longest_gap AS longest_gap_days
FROM gaps
INNER JOIN listener_streaks ON listener_streaks.listener_key = gaps.listener_key
ORDER BY gaps.listener_key

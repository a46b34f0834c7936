-- title: Session metrics
-- family: sessions
-- grain: one row per listener with at least one play before :as_of
-- definition: A session is made of its plays before :as_of: of one that goes on across the date only the part before
--   it is seen, so that later plays change nothing. It lasts from its first start to its last end, in whole seconds,
--   and belongs to the day of its first play. Its length is unknown, and stays out of every measure of lengths, where a
--   play of unknown time began at or after every known end, and where the source records only the day. A skip is a play whose skip is known and true; a skip rate divides by
--   the plays whose skip is known.
-- inputs: feature_listeners, plays
-- parameter as_of: date | the first listener-local day that is not seen
-- feature session_count: sessions | all history | never NULL | number of sessions
-- feature session_count_28d: sessions | 28 days | never NULL | sessions that began in the window
-- feature sessions_per_active_day: sessions | all history | never NULL | sessions / active days
-- feature mean_session_minutes: minutes | all history | NULL where no length is known | mean length
-- feature median_session_minutes: minutes | all history | NULL where no length is known | median length
-- feature longest_session_minutes: minutes | all history | NULL where no length is known | longest length
-- feature session_minutes_deviation: minutes | all history | NULL under two sessions of known length | sample standard deviation of
--   the lengths
-- feature mean_session_tracks: plays | all history | never NULL | plays / sessions
-- feature single_play_session_share: share | all history | never NULL | sessions of one play / sessions
-- feature mean_hours_between_sessions: hours | all history | NULL under two sessions | (start of the last session −
--   start of the first) / (sessions − 1)
-- feature skip_rate: share | all history | NULL where no skip is known | skips / plays whose skip is known
-- feature skip_rate_28d: share | 28 days | NULL where no skip is known | skips / plays whose skip is known
-- feature early_skip_rate: share | all history | NULL where no kind of skip is known | plays ended before 30 s by the
--   listener (skip_kind 'early') / plays whose kind of skip is known
-- feature mean_session_skip_ratio: share | all history | NULL where no skip is known | mean over sessions of skips /
--   plays whose skip is known, each rounded to a millionth
-- feature skipless_session_share: share | all history | NULL where no skip is known | sessions without a skip /
--   sessions with a play whose skip is known
-- feature mean_seconds_to_skip: seconds | all history | NULL without a skip of known length | mean time listened to a
--   play that was skipped
-- feature mean_seconds_to_first_skip: seconds | all history | NULL without a skip | mean time from the start of a
--   session to the end of its first skipped play, over the sessions that have one
WITH session_plays AS (
    SELECT
        listener_key,
        session_key,
        MIN(local_date) AS first_day,
        MIN(started_at) AS started_at,
        MAX(ended_at) AS ended_at,
        MAX(CASE WHEN ms_played IS NOT NULL OR ended_at > started_at THEN ended_at END) AS last_known_end,
        MAX(CASE WHEN ms_played IS NULL AND ended_at <= started_at THEN started_at END) AS last_untimed_start,
        MAX(CASE WHEN time_precision = 'day' THEN 1 ELSE 0 END) AS is_coarse,
        COUNT(*) AS plays,
        COUNT(*) FILTER (WHERE skipped) AS skips,
        COUNT(skipped) AS known_skips,
        COUNT(*) FILTER (WHERE skip_kind = 'early') AS early_skips,
        COUNT(skip_kind) AS known_kinds,
        MIN(ended_at) FILTER (WHERE skipped) AS first_skip_at,
        COUNT(ms_played) FILTER (WHERE skipped) AS timed_skips,
        SUM(ms_played) FILTER (WHERE skipped) AS skip_ms
    FROM plays
    WHERE local_date < CAST(:as_of AS DATE)
    GROUP BY listener_key, session_key
),

measured_sessions AS (
    SELECT
        listener_key,
        first_day,
        started_at,
        CASE
            WHEN is_coarse = 0
                AND last_known_end IS NOT NULL
                AND (last_untimed_start IS NULL OR last_untimed_start < last_known_end)
                THEN CAST({{int_div({{micros_between(started_at, ended_at)}}, 1000000)}} AS {{bigint}})
        END AS seconds,
        plays,
        skips,
        known_skips,
        early_skips,
        known_kinds,
        CASE
            WHEN known_skips > 0
                THEN CAST(FLOOR(CAST(skips AS {{double}}) / known_skips * 1000000 + 0.5) AS {{bigint}})
        END AS skip_ratio,
        {{micros_between(started_at, first_skip_at)}} AS first_skip_micros,
        timed_skips,
        skip_ms
    FROM session_plays
),

listener_sessions AS (
    SELECT
        listener_key,
        COUNT(*) AS sessions,
        COUNT(*) FILTER (WHERE first_day >= {{add_days(CAST(:as_of AS DATE), -28)}}) AS sessions_28d,
        COUNT(seconds) AS timed_sessions,
        CAST(SUM(seconds) AS {{bigint}}) AS seconds,
        SUM({{wide(seconds)}} * seconds) AS square_seconds,
        PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY seconds) AS median_seconds,
        MAX(seconds) AS longest_seconds,
        CAST(SUM(plays) AS {{bigint}}) AS plays,
        COUNT(*) FILTER (WHERE plays = 1) AS single_plays,
        {{micros_between(MIN(started_at), MAX(started_at))}} AS span_micros,
        CAST(SUM(skips) AS {{bigint}}) AS skips,
        CAST(SUM(known_skips) AS {{bigint}}) AS known_skips,
        CAST(SUM(early_skips) AS {{bigint}}) AS early_skips,
        CAST(SUM(known_kinds) AS {{bigint}}) AS known_kinds,
        COUNT(skip_ratio) AS skip_ratios,
        CAST(SUM(skip_ratio) AS {{bigint}}) AS skip_ratio,
        COUNT(*) FILTER (WHERE skip_ratio = 0) AS skipless,
        CAST(SUM(timed_skips) AS {{bigint}}) AS timed_skips,
        CAST(SUM(skip_ms) AS {{bigint}}) AS skip_ms,
        COUNT(first_skip_micros) AS first_skips,
        CAST(SUM(first_skip_micros) AS {{bigint}}) AS first_skip_micros
    FROM measured_sessions
    GROUP BY listener_key
)

SELECT
    feature_listeners.listener_key,
    CAST(listener_sessions.sessions AS {{bigint}}) AS session_count,
    CAST(listener_sessions.sessions_28d AS {{bigint}}) AS session_count_28d,
    CAST(listener_sessions.sessions AS {{double}}) / feature_listeners.active_days AS sessions_per_active_day,
    CAST(listener_sessions.seconds AS {{double}}) / NULLIF(listener_sessions.timed_sessions * 60, 0)
        AS mean_session_minutes,
    CAST(listener_sessions.median_seconds AS {{double}}) / 60 AS median_session_minutes,
    CAST(listener_sessions.longest_seconds AS {{double}}) / 60 AS longest_session_minutes,
    SQRT(
        CAST(
            {{wide(listener_sessions.timed_sessions)}} * listener_sessions.square_seconds
                - {{wide(listener_sessions.seconds)}} * listener_sessions.seconds
            AS {{double}}
        ) / NULLIF(listener_sessions.timed_sessions * (listener_sessions.timed_sessions - 1), 0)
    ) / 60 AS session_minutes_deviation,
    CAST(listener_sessions.plays AS {{double}}) / listener_sessions.sessions AS mean_session_tracks,
    CAST(listener_sessions.single_plays AS {{double}}) / listener_sessions.sessions AS single_play_session_share,
    CAST(listener_sessions.span_micros AS {{double}}) / NULLIF((listener_sessions.sessions - 1) * 3600000000, 0)
        AS mean_hours_between_sessions,
    CAST(listener_sessions.skips AS {{double}}) / NULLIF(listener_sessions.known_skips, 0) AS skip_rate,
    CAST(feature_listeners.skips_28d AS {{double}}) / NULLIF(feature_listeners.known_skips_28d, 0) AS skip_rate_28d,
    CAST(listener_sessions.early_skips AS {{double}}) / NULLIF(listener_sessions.known_kinds, 0) AS early_skip_rate,
    CAST(listener_sessions.skip_ratio AS {{double}}) / NULLIF(listener_sessions.skip_ratios * 1000000, 0)
        AS mean_session_skip_ratio,
    CAST(listener_sessions.skipless AS {{double}}) / NULLIF(listener_sessions.skip_ratios, 0) AS skipless_session_share,
    CAST(listener_sessions.skip_ms AS {{double}}) / NULLIF(listener_sessions.timed_skips * 1000, 0)
        AS mean_seconds_to_skip,
    CAST(listener_sessions.first_skip_micros AS {{double}}) / NULLIF(listener_sessions.first_skips * 1000000, 0)
        AS mean_seconds_to_first_skip
FROM feature_listeners
INNER JOIN listener_sessions ON listener_sessions.listener_key = feature_listeners.listener_key
ORDER BY feature_listeners.listener_key

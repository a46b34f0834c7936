WITH bounds AS (
    SELECT MAX(ended_at) AS last_end
    FROM sessions
),

measured AS (
    SELECT
        sessions.session_key,
        sessions.listener_key,
        sessions.started_at,
        sessions.ended_at,
        sessions.seconds,
        sessions.local_date,
        sessions.local_hour,
        sessions.local_weekday,
        sessions.device,
        sessions.plays,
        sessions.skips,
        sessions.known_skips,
        COALESCE(subscriptions.tier, listeners.tier) AS tier
    FROM sessions
    INNER JOIN listeners ON sessions.listener_key = listeners.listener_key
    LEFT JOIN subscriptions
        ON sessions.listener_key = subscriptions.listener_key
        AND subscriptions.started_on <= sessions.local_date
        AND (subscriptions.ended_on IS NULL OR sessions.local_date < subscriptions.ended_on)
    WHERE
        sessions.listener_key % $1 = $2
        AND sessions.local_date <= CAST($3 AS DATE)
),

histories AS (
    SELECT
        session_key,
        COUNT(*) OVER earlier AS sessions_before,
        COUNT(seconds) OVER earlier AS timed_before,
        COALESCE(SUM(seconds) OVER earlier, 0) AS seconds_before,
        COUNT(seconds) OVER last_five AS sessions_last_5,
        COALESCE(SUM(seconds) OVER last_five, 0) AS seconds_last_5,
        LAG(seconds) OVER in_order AS last_seconds,
        date_diff('microsecond', LAG(ended_at) OVER in_order, started_at) AS micros_since_last,
        COALESCE(SUM(plays) OVER earlier, 0) AS plays_before,
        COALESCE(SUM(skips) OVER earlier, 0) AS skips_before,
        COALESCE(SUM(known_skips) OVER earlier, 0) AS known_skips_before
    FROM measured
    WINDOW
        in_order AS (PARTITION BY listener_key ORDER BY started_at, session_key),
        earlier AS (PARTITION BY listener_key ORDER BY started_at, session_key ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
        last_five AS (PARTITION BY listener_key ORDER BY started_at, session_key ROWS BETWEEN 5 PRECEDING AND 1 PRECEDING)
)

SELECT
    measured.session_key,
    measured.listener_key,
    measured.started_at,
    measured.seconds / 60.0e0 AS label,
    CASE WHEN histories.timed_before > 0 THEN histories.seconds_before / 60.0e0 / histories.timed_before END AS baseline_listener_mean,
    CASE WHEN histories.sessions_last_5 > 0 THEN histories.seconds_last_5 / 60.0e0 / histories.sessions_last_5 END AS baseline_last_5,
    COS(2e0 * PI() * (measured.local_hour - 20) / 24e0) AS evening_cos,
    SIN(2e0 * PI() * (measured.local_hour - 20) / 24e0) AS evening_sin,
    CASE WHEN measured.local_weekday >= 6 THEN 1 ELSE 0 END AS weekend,
    CASE WHEN measured.device = 'desktop' THEN 1 ELSE 0 END AS device_desktop,
    CASE WHEN measured.device = 'speaker' THEN 1 ELSE 0 END AS device_speaker,
    CASE WHEN measured.device = 'car' THEN 1 ELSE 0 END AS device_car,
    CASE WHEN measured.device = 'tablet' THEN 1 ELSE 0 END AS device_tablet,
    CASE WHEN measured.device = 'web' THEN 1 ELSE 0 END AS device_web,
    CASE WHEN measured.tier = 'premium' THEN 1 ELSE 0 END AS tier_premium,
    CASE WHEN measured.tier = 'family' THEN 1 ELSE 0 END AS tier_family,
    CASE WHEN measured.tier = 'student' THEN 1 ELSE 0 END AS tier_student,
    LN(1e0 + histories.sessions_before) AS sessions_before_log,
    (50e0 + histories.seconds_before / 60e0) / (2e0 + histories.timed_before) AS mean_minutes_before,
    (50e0 + histories.seconds_last_5 / 60e0) / (2e0 + histories.sessions_last_5) AS mean_minutes_last_5,
    COALESCE(histories.last_seconds / 60e0, 25e0) AS last_minutes,
    LN(1e0 + LEAST(720e0, GREATEST(0e0, COALESCE(histories.micros_since_last / 3600e6, 720e0)))) AS hours_since_last_log,
    (6e0 + histories.skips_before) / (20e0 + histories.known_skips_before) AS skip_rate_before,
    (16e0 + histories.plays_before) / (2e0 + histories.sessions_before) AS plays_per_session_before
FROM measured
INNER JOIN histories ON measured.session_key = histories.session_key
CROSS JOIN bounds
WHERE
    measured.local_date >= CAST($4 AS DATE)
    AND measured.seconds IS NOT NULL
    AND date_diff('microsecond', measured.ended_at, bounds.last_end) >= 1800000000
ORDER BY measured.started_at, measured.session_key

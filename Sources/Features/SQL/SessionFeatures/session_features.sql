-- title: What is known of a session before it begins
-- grain: one row per session whose length is known
-- definition: Only the listener, the device, the local time of the start and the listener's earlier sessions are used: earlier means ended
--   before this one began. Sessions whose length the source does not record are missing, not 0: they are not answered, and do not count in
--   the minutes of earlier sessions. Sessions that may still go on (the last 30 minutes of the data) are left out as well.
-- inputs: sessions, listeners, subscriptions
-- parameter first_day: date | first listener-local day of the sessions, inclusive
-- parameter last_day: date | last listener-local day of the sessions, inclusive
-- parameter parts: integer | listeners are dealt into so many parts
-- parameter part: integer | the part that is answered, from 0
-- feature evening_cos: ratio | this session | never | cos(2π · (local hour − 20) / 24)
-- feature evening_sin: ratio | this session | never | sin(2π · (local hour − 20) / 24)
-- feature weekend: flag | this session | never | 1 on Saturday and Sunday, else 0
-- feature device_desktop: flag | this session | 0 where the device is unknown | 1 where the first device is a desktop
-- feature device_speaker: flag | this session | 0 where the device is unknown | 1 where the first device is a speaker
-- feature device_car: flag | this session | 0 where the device is unknown | 1 where the first device is a car
-- feature device_tablet: flag | this session | 0 where the device is unknown | 1 where the first device is a tablet
-- feature device_web: flag | this session | 0 where the device is unknown | 1 where the first device is a web player
-- feature tier_premium: flag | this session | 0 where the tier is unknown | 1 where the tier on the day is premium
-- feature tier_family: flag | this session | 0 where the tier is unknown | 1 where the tier on the day is family
-- feature tier_student: flag | this session | 0 where the tier is unknown | 1 where the tier on the day is student
-- feature sessions_before_log: ratio | all history | 0 where there are none | ln(1 + earlier sessions)
-- feature mean_minutes_before: minutes | all history | 25 where there are none | (25 · 2 + minutes of earlier sessions of known length) / (2 + their number)
-- feature mean_minutes_last_5: minutes | last 5 sessions | 25 where there are none | (25 · 2 + minutes of those of the last 5 whose length is known) / (2 + their number)
-- feature last_minutes: minutes | last session | 25 where there is none or its length is unknown | minutes of the session before
-- feature hours_since_last_log: ratio | last session | ln(1 + 720) where there is none | ln(1 + hours since the session before ended), at most 720
-- feature skip_rate_before: share | all history | 0.3 where no skip is known | (0.3 · 20 + skips of earlier sessions) / (20 + their plays whose skip is known)
-- feature plays_per_session_before: plays | all history | 8 where there are none | (8 · 2 + plays of earlier sessions) / (2 + their number)
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
        sessions.listener_key % :parts = :part
        AND sessions.local_date <= CAST(:last_day AS DATE)
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
        {{micros_between(LAG(ended_at) OVER in_order, started_at)}} AS micros_since_last,
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
    measured.local_date >= CAST(:first_day AS DATE)
    AND measured.seconds IS NOT NULL
    AND {{micros_between(measured.ended_at, bounds.last_end)}} >= {{session_gap_microseconds}}
ORDER BY measured.started_at, measured.session_key

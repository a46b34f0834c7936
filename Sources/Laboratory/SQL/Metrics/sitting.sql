-- title: A listener's sessions
-- grain: one row per unit with a session in its span
-- inputs: spans (unit, from_at, until_at), sessions
-- metric sessions: Sessions | mean | sessions | higher | sessions | sessions that began in the window
-- metric session_minutes: Minutes a session | ratio | min | higher | ms_played / sessions per 60000 | time listened over sessions, both of sessions that
--   began in the window
-- metric skips_per_session: Skips a session | ratio | skips | lower | skips / sessions | skipped plays over sessions that began in the window
SELECT
    spans.unit,
    COUNT(*) AS sessions,
    COALESCE(SUM(sessions.ms_played), 0) AS ms_played,
    COALESCE(SUM(sessions.skips), 0) AS skips
FROM {{spans}} AS spans
INNER JOIN sessions
    ON spans.unit = sessions.listener_key
    AND sessions.started_at >= spans.from_at
    AND sessions.started_at < spans.until_at
WHERE sessions.local_weekday BETWEEN {{weekdays}}
GROUP BY spans.unit

-- title: A listener's sessions
-- grain: one row per unit with a session in its span
-- inputs: spans (unit, from_at, until_at), sessions
-- metric sessions: Sessions | mean | sessions | higher | sessions | sessions that began in the window
-- metric session_minutes: Minutes a session | ratio | min | higher | ms_played / timed_sessions per 60000 | time listened over sessions, both of sessions
--   that began in the window and have a play whose time is known
-- metric skips_per_session: Skips a session | ratio | skips | lower | skips / told_sessions | skipped plays over sessions that began in the
--   window and have a play whose skip is known
SELECT
    spans.unit,
    COUNT(*) AS sessions,
    COALESCE(SUM(sessions.ms_played), 0) AS ms_played,
    COALESCE(SUM(sessions.skips), 0) AS skips,
    COUNT(sessions.ms_played) AS timed_sessions,
    COUNT(sessions.skips) AS told_sessions
FROM {{spans}} AS spans
INNER JOIN sessions
    ON spans.unit = sessions.listener_key
    AND sessions.started_at >= spans.from_at
    AND sessions.started_at < spans.until_at
WHERE sessions.local_weekday BETWEEN {{weekdays}}
GROUP BY spans.unit

-- title: What a listener played
-- grain: one row per unit with a play in its span
-- inputs: spans (unit, from_at, until_at), plays
-- metric minutes: Minutes listened | mean | min | higher | ms_played per 60000 | time listened in the window
-- metric plays: Plays | mean | plays | higher | plays | plays that began in the window, skips included
-- metric active_days: Active days | mean | days | higher | active_days | listener-local days with a play
-- metric skip_rate: Skip rate | ratio | share | lower | skips / known_skips | plays skipped early or before half of the track, over plays whose
--   skip is known
-- metric listen_through_rate: Listen-through rate | ratio | share | higher | heard_through / known_skips | plays that were not ended by the
--   listener before 95 % of the track, over plays whose skip is known
-- metric playlist_completion: Playlists carried past track 5 | proportion | share | higher | reached_5 if known | of listeners who began a
--   playlist, those who heard its fifth track or a later one
SELECT
    spans.unit,
    COUNT(*) AS plays,
    COALESCE(SUM(plays.ms_played), 0) AS ms_played,
    COUNT(DISTINCT plays.local_date) AS active_days,
    SUM(CASE WHEN plays.skipped THEN 1 ELSE 0 END) AS skips,
    SUM(CASE WHEN plays.skipped IS NOT NULL THEN 1 ELSE 0 END) AS known_skips,
    SUM(CASE WHEN plays.skipped IS NOT NULL AND plays.skip_kind = 'none' THEN 1 ELSE 0 END) AS heard_through,
    MAX(CASE WHEN plays.context = 'playlist' THEN CASE WHEN plays.context_position >= 5 THEN 1 ELSE 0 END END) AS reached_5
FROM {{spans}} AS spans
INNER JOIN plays
    ON spans.unit = plays.listener_key
    AND plays.started_at >= spans.from_at
    AND plays.started_at < spans.until_at
WHERE plays.local_weekday BETWEEN {{weekdays}}
GROUP BY spans.unit

-- title: The stored plays of listeners whose zone changes
-- grain: one row per play
-- inputs: plays, realigned_listeners
SELECT play_key, listener_key, started_at, ended_at, local_date, time_precision FROM plays
WHERE listener_key IN (SELECT listener_key FROM realigned_listeners) ORDER BY play_key

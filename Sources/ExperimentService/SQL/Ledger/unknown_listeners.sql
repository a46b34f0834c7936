-- title: Listeners that were exposed before anything else was heard of them
-- grain: one row per listener id
-- inputs: incoming_exposures, listeners
SELECT DISTINCT incoming_exposures.listener_id FROM incoming_exposures
LEFT JOIN listeners ON incoming_exposures.listener_id = listeners.listener_id
WHERE listeners.listener_id IS NULL ORDER BY incoming_exposures.listener_id

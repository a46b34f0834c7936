-- title: The zones in which the staged listeners are kept so far
-- grain: one row per staged listener
-- definition: stated is NULL for listeners whose zone no import has stated.
-- inputs: staged_listeners, listeners, listener_observations
SELECT staged_listeners.staged_index, listeners.listener_key, listeners.zone, staged_listeners.is_new,
    stated.listener_key AS stated
FROM staged_listeners
INNER JOIN listeners ON staged_listeners.listener_id = listeners.listener_id
LEFT JOIN (SELECT DISTINCT listener_key FROM listener_observations WHERE attribute = 'zone') AS stated
    ON listeners.listener_key = stated.listener_key

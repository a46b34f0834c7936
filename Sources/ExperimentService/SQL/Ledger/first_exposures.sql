-- title: The first moment that has come in for each experiment, listener and arm
-- grain: one row per experiment, listener and arm
-- inputs: incoming_exposures, listeners
SELECT incoming.experiment, listeners.listener_key, listeners.zone, incoming.arm,
    MIN(incoming.exposed_at) AS exposed_at
FROM incoming_exposures AS incoming
INNER JOIN listeners ON incoming.listener_id = listeners.listener_id
GROUP BY incoming.experiment, listeners.listener_key, listeners.zone, incoming.arm
ORDER BY incoming.experiment, listeners.listener_key, incoming.arm

-- title: The arms that a unit was exposed to, the first exposure last
-- grain: one row per experiment and arm
-- inputs: exposures, listeners
-- parameter unit: text | the listener id
SELECT exposures.experiment, exposures.arm FROM exposures
INNER JOIN listeners ON exposures.listener_key = listeners.listener_key
WHERE listeners.listener_id = :unit ORDER BY exposures.exposed_at DESC, exposures.arm

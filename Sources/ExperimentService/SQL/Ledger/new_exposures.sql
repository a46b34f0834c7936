-- title: Exposures to an arm that the unit was not exposed to before
-- grain: one row per experiment, listener and arm
-- inputs: first_exposures, listeners, exposures
SELECT first_exposures.experiment, listeners.listener_id, first_exposures.arm FROM first_exposures
INNER JOIN listeners ON first_exposures.listener_key = listeners.listener_key
WHERE NOT EXISTS (
    SELECT 1 FROM exposures
    WHERE exposures.experiment = first_exposures.experiment
        AND exposures.listener_key = first_exposures.listener_key AND exposures.arm = first_exposures.arm
)

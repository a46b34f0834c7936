-- title: Later exposures that become first ones when an import is undone
-- grain: one row per experiment, listener and arm
-- definition: Of what other imports said, the earliest; of one moment, that of the earlier import.
-- inputs: later_exposures, exposures
-- parameter key: key | the import that is undone
SELECT experiment, listener_key, arm, exposed_at, local_date, import_key
FROM (
    SELECT
        later_exposures.*,
        ROW_NUMBER() OVER (
            PARTITION BY later_exposures.experiment, later_exposures.listener_key, later_exposures.arm
            ORDER BY later_exposures.exposed_at, later_exposures.import_key
        ) AS place
    FROM later_exposures
    INNER JOIN exposures
        ON later_exposures.experiment = exposures.experiment AND later_exposures.listener_key = exposures.listener_key
            AND later_exposures.arm = exposures.arm
    WHERE exposures.import_key = :key
) AS ranked
WHERE place = 1

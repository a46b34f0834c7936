-- title: How many incoming exposures another source had, or had later
-- grain: one row
-- inputs: exposures, first_exposures
-- parameter key: key | the import that the exposures come from; 0 where they are part of none
SELECT COUNT(*) AS n FROM exposures INNER JOIN first_exposures
    ON exposures.experiment = first_exposures.experiment
        AND exposures.listener_key = first_exposures.listener_key AND exposures.arm = first_exposures.arm
WHERE exposures.import_key <> :key OR first_exposures.exposed_at < exposures.exposed_at

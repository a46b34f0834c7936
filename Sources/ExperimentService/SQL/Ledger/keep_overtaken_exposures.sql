-- title: Exposures that an earlier moment takes the place of
-- changes: adds them to later_exposures, those of the same import left out
-- inputs: exposures, first_exposures
-- parameter key: key | the import that the exposures come from; 0 where they are part of none
INSERT INTO later_exposures (experiment, listener_key, arm, exposed_at, local_date, import_key)
SELECT exposures.experiment, exposures.listener_key, exposures.arm, exposures.exposed_at, exposures.local_date,
    exposures.import_key
FROM exposures INNER JOIN first_exposures
    ON exposures.experiment = first_exposures.experiment
        AND exposures.listener_key = first_exposures.listener_key AND exposures.arm = first_exposures.arm
WHERE first_exposures.exposed_at < exposures.exposed_at AND exposures.import_key <> :key

-- title: Incoming exposures to an arm for which another source has an earlier moment
-- changes: adds them to later_exposures, unless the import has one there already
-- inputs: first_exposures, exposures, later_exposures
-- parameter key: key | the import that the exposures come from; 0 where they are part of none
INSERT INTO later_exposures (experiment, listener_key, arm, exposed_at, local_date, import_key)
SELECT first_exposures.experiment, first_exposures.listener_key, first_exposures.arm, first_exposures.exposed_at,
    first_exposures.local_date, CAST(:key AS {{bigint}})
FROM first_exposures INNER JOIN exposures
    ON exposures.experiment = first_exposures.experiment
        AND exposures.listener_key = first_exposures.listener_key AND exposures.arm = first_exposures.arm
WHERE first_exposures.exposed_at >= exposures.exposed_at AND exposures.import_key <> :key
    AND NOT EXISTS (
        SELECT 1 FROM later_exposures
        WHERE later_exposures.experiment = first_exposures.experiment
            AND later_exposures.listener_key = first_exposures.listener_key
            AND later_exposures.arm = first_exposures.arm AND later_exposures.import_key = :key
    )

-- title: The new exposures, into the ledger
-- changes: adds one row per experiment, listener and arm that is not in exposures yet
-- inputs: first_exposures, exposures
-- parameter key: key | the import that the exposures come from; 0 where they are part of none
INSERT INTO exposures (experiment, listener_key, arm, exposed_at, local_date, import_key)
SELECT experiment, listener_key, arm, exposed_at, local_date, CAST(:key AS {{bigint}})
FROM first_exposures
WHERE NOT EXISTS (
    SELECT 1 FROM exposures
    WHERE exposures.experiment = first_exposures.experiment
        AND exposures.listener_key = first_exposures.listener_key AND exposures.arm = first_exposures.arm
)

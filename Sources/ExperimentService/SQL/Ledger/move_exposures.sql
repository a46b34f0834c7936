-- title: Exposures at their earlier moment
-- changes: the moment, the day and the import of the exposures that have come in with an earlier moment
-- inputs: first_exposures, exposures
-- parameter key: key | the import that the exposures come from; 0 where they are part of none
UPDATE exposures SET exposed_at = first_exposures.exposed_at, local_date = first_exposures.local_date,
    import_key = CAST(:key AS {{bigint}})
FROM first_exposures
WHERE exposures.experiment = first_exposures.experiment
    AND exposures.listener_key = first_exposures.listener_key AND exposures.arm = first_exposures.arm
    AND first_exposures.exposed_at < exposures.exposed_at

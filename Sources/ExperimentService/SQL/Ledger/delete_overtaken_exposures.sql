-- title: Of one source only the earliest moment is kept
-- changes: deletes from later_exposures what the import has said earlier now
-- inputs: later_exposures, first_exposures
-- parameter key: key | the import that the exposures come from; 0 where they are part of none
DELETE FROM later_exposures WHERE import_key = :key AND EXISTS (
    SELECT 1 FROM first_exposures
    WHERE later_exposures.experiment = first_exposures.experiment
        AND later_exposures.listener_key = first_exposures.listener_key AND later_exposures.arm = first_exposures.arm
        AND first_exposures.exposed_at < later_exposures.exposed_at
)

-- title: Remove exposures from the later ones once they are promoted
-- changes: deletes the rows of promoted_exposures from later_exposures
-- inputs: promoted_exposures, later_exposures
DELETE FROM later_exposures WHERE EXISTS (
    SELECT 1 FROM promoted_exposures AS promoted
    WHERE promoted.experiment = later_exposures.experiment AND promoted.listener_key = later_exposures.listener_key
        AND promoted.arm = later_exposures.arm AND promoted.import_key = later_exposures.import_key
)

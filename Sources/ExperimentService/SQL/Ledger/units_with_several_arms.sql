-- title: How many of the units that came in have more than one arm of an experiment
-- grain: one row
-- inputs: exposures, first_exposures
SELECT COUNT(*) AS n FROM (
    SELECT exposures.experiment, exposures.listener_key FROM exposures
    INNER JOIN (SELECT DISTINCT experiment, listener_key FROM first_exposures) AS touched
        ON exposures.experiment = touched.experiment AND exposures.listener_key = touched.listener_key
    GROUP BY exposures.experiment, exposures.listener_key HAVING COUNT(*) > 1
) AS several

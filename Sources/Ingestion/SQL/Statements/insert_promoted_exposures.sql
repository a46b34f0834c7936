-- title: The promoted exposures as first ones
-- changes: adds one row per row of promoted_exposures to exposures
-- inputs: promoted_exposures
INSERT INTO exposures (experiment, listener_key, arm, exposed_at, local_date, import_key)
SELECT experiment, listener_key, arm, exposed_at, local_date, import_key FROM promoted_exposures

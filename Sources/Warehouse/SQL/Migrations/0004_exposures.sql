-- The ledger of experiments: who met which arm, and when first. Experiments themselves are files of the data directory.

-- Grain: one row per experiment, listener and arm: the first time that the listener met the arm.
-- local_date is the listener-local day of that moment. A listener with two arms of one experiment is a fault of the service, which analyses
-- count and leave out.
CREATE TABLE exposures (
    experiment      {{text_column}} NOT NULL,
    listener_key    {{bigint}} NOT NULL,
    arm             {{text_column}} NOT NULL,
    exposed_at      {{timestamp}} NOT NULL,
    local_date      DATE NOT NULL,
    import_key      {{bigint}} NOT NULL
    {{primary_key(experiment, listener_key, arm)}}
);

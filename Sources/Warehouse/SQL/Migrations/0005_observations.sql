-- What each import said of listeners and tracks, and when it was so, so that what is kept does not depend on the order of imports and an undo
-- brings back what was known before.

-- Grain: one row per listener, import, attribute and moment. Attributes: zone, country, tier, age_group, signed_up_on. Of an attribute that
-- has a history (tier) an import keeps the first and the last moment of each stretch, of the others the last. local_date is the
-- listener-local day of the moment.
CREATE TABLE listener_observations (
    listener_key    {{bigint}} NOT NULL,
    import_key      {{bigint}} NOT NULL,
    attribute       {{text_column}} NOT NULL,
    value           {{text_column}} NOT NULL,
    observed_at     {{timestamp}} NOT NULL,
    local_date      DATE NOT NULL
);

-- Grain: one row per track, import and attribute: the last value that the import had. Attributes are the columns of `tracks`.
CREATE TABLE track_observations (
    track_key       {{bigint}} NOT NULL,
    import_key      {{bigint}} NOT NULL,
    attribute       {{text_column}} NOT NULL,
    value           {{text_column}} NOT NULL,
    observed_at     {{timestamp}} NOT NULL
);

-- Grain: one row per experiment, listener, arm and import (0: sent over HTTP) whose first moment is not the one in `exposures`.
CREATE TABLE later_exposures (
    experiment      {{text_column}} NOT NULL,
    listener_key    {{bigint}} NOT NULL,
    arm             {{text_column}} NOT NULL,
    exposed_at      {{timestamp}} NOT NULL,
    local_date      DATE NOT NULL,
    import_key      {{bigint}} NOT NULL
);

-- Grain: one row per play that a finer source replaced (a history that knows seconds, where an earlier one knew minutes). replaced_by is the
-- import whose undo brings the play back.
CREATE TABLE replaced_plays (
    replaced_by       {{bigint}} NOT NULL,
    play_key          {{bigint}} NOT NULL,
    import_key        {{bigint}} NOT NULL,
    listener_key      {{bigint}} NOT NULL,
    track_key         {{bigint}} NOT NULL,
    started_at        {{timestamp}} NOT NULL,
    ended_at          {{timestamp}} NOT NULL,
    ms_played         {{bigint}},
    local_date        DATE NOT NULL,
    local_hour        SMALLINT NOT NULL,
    local_weekday     SMALLINT NOT NULL,
    platform          {{text_column}} NOT NULL,
    device            {{text_column}},
    context           {{text_column}},
    context_id        {{bigint}},
    context_position  INTEGER,
    reason_start      {{text_column}},
    reason_end        {{text_column}},
    shuffle           BOOLEAN,
    offline           BOOLEAN,
    incognito         BOOLEAN,
    skip_kind         {{text_column}},
    skipped           BOOLEAN,
    time_precision    {{text_column}} NOT NULL
);

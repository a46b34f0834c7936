-- Indexes for the questions that are really asked, constraints that a team relies on, and a role that may only read.
-- A new index has to pay for itself: every load writes it.

-- Imports look up ids and names. Ids are unique; simulated services may name two artists alike.
CREATE UNIQUE INDEX listeners_by_id ON listeners (listener_id);
CREATE UNIQUE INDEX tracks_by_id ON tracks (track_id);
CREATE INDEX artists_by_name ON artists (name);

-- An import asks which plays it knows; undo asks for the plays of an import; a listener's history is read in order of time.
CREATE INDEX plays_by_fingerprint ON plays (fingerprint) WHERE fingerprint IS NOT NULL;
CREATE INDEX plays_by_listener ON plays (listener_key, ended_at, play_key);
CREATE INDEX plays_by_import ON plays USING brin (import_key);
CREATE INDEX events_by_listener ON events (listener_key, occurred_at);

-- Questions narrow the marts down to days.
CREATE INDEX sessions_by_day ON sessions (local_date);
CREATE INDEX sessions_by_listener ON sessions (listener_key, started_at);
CREATE INDEX listener_days_by_day ON listener_days (local_date);
CREATE INDEX listener_days_by_listener ON listener_days (listener_key, local_date);
CREATE INDEX track_days_by_day ON track_days (local_date);
CREATE INDEX listener_tastes_by_listener ON listener_tastes (listener_key);
CREATE INDEX subscriptions_by_listener ON subscriptions (listener_key);
CREATE INDEX playlist_tracks_by_playlist ON playlist_tracks (playlist_key, position);

-- What can never be so.
ALTER TABLE plays ADD CONSTRAINT plays_end_after_start CHECK (ended_at >= started_at);
ALTER TABLE plays ADD CONSTRAINT plays_time_is_no_debt CHECK (ms_played >= 0);
ALTER TABLE plays ADD CONSTRAINT plays_local_hour CHECK (local_hour BETWEEN 0 AND 23 AND local_weekday BETWEEN 1 AND 7);
ALTER TABLE plays ADD CONSTRAINT plays_skip_kind CHECK (skip_kind IN ('early', 'mid', 'late', 'none'));
ALTER TABLE listener_tastes ADD CONSTRAINT listener_tastes_share CHECK (affinity BETWEEN 0 AND 1);

-- title: The table that the rows of an import are staged in
-- changes: makes staged_plays, one row per valid row of the files
-- inputs: none
CREATE TEMPORARY TABLE staged_plays (
    staged_order {{bigint}},
    file_index INTEGER,
    listener_key {{bigint}},
    staged_track {{bigint}},
    started_at {{timestamp}},
    ended_at {{timestamp}},
    ms_played {{bigint}},
    local_date DATE,
    local_hour SMALLINT,
    local_weekday SMALLINT,
    platform {{text_column}},
    device {{text_column}},
    context {{text_column}},
    context_position INTEGER,
    reason_start {{text_column}},
    reason_end {{text_column}},
    shuffle BOOLEAN,
    offline BOOLEAN,
    incognito BOOLEAN,
    time_precision {{text_column}},
    country {{text_column}},
    tier {{text_column}},
    age_group {{text_column}},
    signed_up_on DATE
)

-- title: What a PostgreSQL server is and lets its user do
-- grain: one row
-- inputs: none
-- parameter schema: text | the schema of the warehouse
SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding,
    has_database_privilege(current_database(), 'CREATE') AS creates, to_regnamespace(:schema) IS NOT NULL AS exists,
    COALESCE(has_schema_privilege(to_regnamespace(:schema), 'USAGE'), FALSE) AS uses,
    COALESCE(has_schema_privilege(to_regnamespace(:schema), 'CREATE'), FALSE) AS owns,
    COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), FALSE) AS ssl,
    CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION) AS seconds,
    pg_size_pretty(pg_database_size(current_database())) AS size, CAST(current_user AS TEXT) AS role

-- title: The columns of a stored table, in order
-- grain: one row per column; no rows for an unknown table
-- inputs: information_schema.columns
-- parameter name: text | the table
SELECT column_name FROM information_schema.columns
WHERE table_name = :name AND table_schema = current_schema() ORDER BY ordinal_position

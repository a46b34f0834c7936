-- title: What an import read, and from where
-- changes: adds one row to imports
-- inputs: none
-- parameter key: key | the import
-- parameter format: text | what the files are
-- parameter source: text | the files, one a line
-- parameter listener: text | the listener that was named for the files; NULL where none was
-- parameter at: timestamp | when
-- parameter read: rows | rows that were read
-- parameter new: rows | rows that the warehouse did not hold
-- parameter duplicate: rows | rows that it held
-- parameter invalid: rows | rows that were rejected
-- parameter ignored: rows | rows that are not plays
-- parameter first: date | first listener-local day; NULL where there is none
-- parameter last: date | last listener-local day; NULL where there is none
-- parameter details: text | what else is to be said, as JSON; NULL where nothing is
INSERT INTO imports (
    import_key, format, source, listener_id, imported_at, rows_read, rows_new, rows_duplicate, rows_invalid,
    rows_ignored, first_day, last_day, details
)
VALUES (:key, :format, :source, :listener, :at, :read, :new, :duplicate, :invalid, :ignored, :first, :last, :details)

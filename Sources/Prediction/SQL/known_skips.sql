-- title: How many plays have a known skip, and of how many the source does not record it
-- grain: one row
-- inputs: listener_days
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
SELECT CAST(SUM(known_skips) AS {{bigint}}) AS known, CAST(SUM(plays - known_skips) AS {{bigint}}) AS unknown
FROM listener_days
WHERE local_date BETWEEN :first_day AND :last_day

-- title: How many sessions have a known length, and of how many the source does not record it
-- grain: one row
-- inputs: sessions
-- parameter first_day: date | first listener-local day counted, inclusive
-- parameter last_day: date | last listener-local day counted, inclusive
SELECT COUNT(seconds) AS known, COUNT(*) - COUNT(seconds) AS unknown FROM sessions
WHERE local_date BETWEEN :first_day AND :last_day

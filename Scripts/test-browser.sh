#!/usr/bin/env bash
# Opens every page of the dashboard in a headless browser: no console error, no policy violation, filters, drill-down, keyboard.
#
#   SEGUE=path   the program to test; the debug build by default
#   SCREENSHOTS=dir   keep screenshots there, to be looked at
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
segue=${SEGUE:-$root/.build/debug/segue}
python=$root/.deps/python/bin/python
[ -x "$segue" ] || { echo "test-browser: $segue is missing. Run 'swift build' first." >&2; exit 1; }
[ -x "$python" ] || { echo "test-browser: the browser driver is missing. Run 'make deps-test' first." >&2; exit 1; }

work=$(mktemp -d)
server=""
cleanup() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap cleanup EXIT

"$segue" run --plays 20000 --listeners 400 --no-serve --quiet --data "$work/data" >/dev/null
# An experiment of the last weeks: everybody meets the arm that the hash gives them at the start of their first session.
key=fewer-skips
"$segue" sql --csv --data "$work/data" \
  "SELECT listeners.listener_id AS unit, strftime(MIN(sessions.started_at), '%Y-%m-%dT%H:%M:%SZ') AS exposed_at
   FROM sessions INNER JOIN listeners ON sessions.listener_key = listeners.listener_key
   WHERE sessions.started_at >= (SELECT MAX(ended_at) FROM sessions) - INTERVAL 40 DAY GROUP BY 1 ORDER BY 1" >"$work/met.csv"
start=$(tail -n +2 "$work/met.csv" | cut -d, -f2 | sort | head -1)
"$segue" experiment design "$key" --quiet --data "$work/data" --hypothesis 'Who sees the next tracks skips less.' --primary skip_rate=5% \
  --guardrail minutes=10% --secondary likes --monitoring always-valid --window-days 7 --dimensions tier --as-of "$start" >/dev/null
"$segue" experiment start "$key" --quiet --data "$work/data" --at "$start" >/dev/null
tail -n +2 "$work/met.csv" | cut -d, -f1 | "$segue" experiment assign "$key" --quiet --data "$work/data" >"$work/arms.csv"
paste -d, "$work/arms.csv" <(cut -d, -f2 "$work/met.csv") >"$work/exposures.csv"
"$segue" experiment expose "$key" "$work/exposures.csv" --quiet --data "$work/data" >/dev/null

"$segue" serve --port 0 --data "$work/data" 2>"$work/serve.log" &
server=$!
url=""
for _ in $(seq 100); do
  url=$(sed -n 's/.*Dashboard on \(http:[^ ]*\).*/\1/p' "$work/serve.log")
  [ -n "$url" ] && break
  sleep 0.1
done
[ -n "$url" ] || { echo "test-browser: the dashboard did not start:" >&2; cat "$work/serve.log" >&2; exit 1; }

"$python" "$root/Tests/Browser/dashboard_test.py" --base-url "$url" --timeout 30 ${SCREENSHOTS:+--screenshots "$SCREENSHOTS"}

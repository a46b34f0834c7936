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
"$segue" serve --port 0 --data "$work/data" 2>"$work/serve.log" &
server=$!
url=""
for _ in $(seq 100); do
  url=$(sed -n 's/.*Dashboard on \(http:[^ ]*\).*/\1/p' "$work/serve.log")
  [ -n "$url" ] && break
  sleep 0.1
done
[ -n "$url" ] || { echo "test-browser: the dashboard did not start:" >&2; cat "$work/serve.log" >&2; exit 1; }

"$python" "$root/Tests/Browser/dashboard_test.py" --base-url "$url" ${SCREENSHOTS:+--screenshots "$SCREENSHOTS"}

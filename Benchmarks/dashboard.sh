#!/usr/bin/env bash
# dashboard.sh DATA : serves a data directory and measures its pages: memory of the idle server, then latency once warm (wrk), then memory again.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
segue=${SEGUE:-$root/.build/release/segue}
data=${1:?usage: dashboard.sh DATA}
log=$(mktemp)
"$segue" serve --port 0 --data "$data" 2>"$log" &
server=$!
trap 'kill $server 2>/dev/null; rm -f "$log"' EXIT
until url=$(sed -n 's/.*Dashboard on \(http:[^ ]*\).*/\1/p' "$log") && [ -n "$url" ]; do sleep 0.1; done
memory() { awk '/VmRSS/ {printf "%d MB", $2 / 1024}' "/proc/$server/status"; }
sleep 1
echo "idle server after its start: $(memory)"
pages="overview retention skips funnels models data overview?tier=premium skips?dimension=hour retention?cohort=month&kind=on"
for page in $pages; do
  cold=$(curl -s -o /dev/null -w '%{time_total}' "$url/$page")
  line=$(wrk -t1 -c2 -d5s --latency "$url/$page" | awk '/50%/ {p50=$2} /99%/ {p99=$2} /Requests\/sec/ {rate=$2} END {print "p50 " p50 "  p99 " p99 "  " rate " requests/s"}')
  printf '%-40s first %6.0f ms   warm: %s\n' "/$page" "$(echo "$cold * 1000" | bc)" "$line"
done
sleep 2
echo "server after it: $(memory)"

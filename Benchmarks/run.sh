#!/usr/bin/env bash
# run.sh [small|large] : measures speed and memory, medians of several runs. Results go to standard output.
#
#   small   1 M plays, imports (about two minutes)
#   large   also 10 M plays and the dashboard on them (about ten minutes, 3 GB of disk)
#
# Needs the release build (`make build`); `wrk` for the dashboard. Run it on a quiet machine.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
segue=${SEGUE:-$root/.build/release/segue}
size=${1:-small}
runs=${RUNS:-5}
shared=${SEGUE_SHARED_DATA:-$root/../shared/data}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# measure NAME COMMAND… : median wall seconds and largest peak memory of $runs runs; $work/data is removed before each.
measure() {
  local name=$1; shift
  : > "$work/times"
  for _ in $(seq "$runs"); do
    [ -n "${KEEP:-}" ] || rm -rf "$work/data"
    /usr/bin/env python3 - "$work/times" "$@" <<'PY'
import resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[2:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seconds = time.monotonic() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
open(sys.argv[1], "a").write(f"{seconds} {peak}\n")
PY
  done
  python3 - "$work/times" "$name" <<'PY'
import statistics, sys
rows = [tuple(map(float, line.split())) for line in open(sys.argv[1])]
print(f"{sys.argv[2]:<58} {statistics.median(r[0] for r in rows):8.2f} s   {max(r[1] for r in rows):7.0f} MB   ({len(rows)} runs)", flush=True)
PY
}

printf '%-58s %10s   %10s\n' "what" "median" "peak"
measure "simulate and load 1 M plays of 10 k listeners" "$segue" simulate --plays 1000000 --data "$work/data" --quiet
"$segue" simulate --plays 1000000 --data "$work/base" --quiet >/dev/null
KEEP=1 measure "  features, both models, insights of it (first run)" bash -c "rm -rf $work/data; cp -r $work/base $work/data; $segue run --no-serve --quiet --data $work/data"
KEEP=1 measure "  features alone" "$segue" features build --data "$work/base" --quiet
KEEP=1 measure "  skip model alone" "$segue" train skip --data "$work/base" --quiet
KEEP=1 measure "  duration model alone" "$segue" train duration --data "$work/base" --quiet
if [ -d "$shared" ]; then
  measure "import the real account history (54,429 rows)" "$segue" import spotify "$shared/spotify/account_history" --zone Europe/Copenhagen --data "$work/data" --quiet
fi
python3 "$root/Benchmarks/generate-history.py" "$work/history" 1000000
runs=3 measure "import an extended history of 1 M rows" "$segue" import spotify "$work/history" --zone Europe/Copenhagen --data "$work/data" --quiet
python3 "$root/Benchmarks/generate-plays.py" "$work/one.ndjson" 1000000 1
python3 "$root/Benchmarks/generate-plays.py" "$work/many.ndjson" 1000000 100000
runs=3 measure "import 1 M plays of one listener (NDJSON)" "$segue" import ndjson "$work/one.ndjson" --data "$work/data" --quiet
runs=3 measure "import 1 M plays of 100,000 listeners (NDJSON)" "$segue" import ndjson "$work/many.ndjson" --data "$work/data" --quiet

[ "$size" = large ] || exit 0
rm -rf "$work/base" "$work/data" "$work/history"
runs=1 measure "simulate and load 10 M plays of 100 k listeners" "$segue" simulate --plays 10000000 --data "$work/data" --quiet
KEEP=1 runs=1 measure "  features, both models, insights of it" "$segue" run --no-serve --quiet --data "$work/data"
"$root/Benchmarks/dashboard.sh" "$work/data"

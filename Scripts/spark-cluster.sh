#!/usr/bin/env bash
# Runs an Apache Spark of its own on loopback, a standalone master, two workers and a Connect server, while COMMAND runs.
#
#   Scripts/spark-cluster.sh SPARK_HOME COMMAND…
#
# COMMAND finds SEGUE_TEST_SPARK (the address), SEGUE_SPARK_TOKEN and SEGUE_TEST_SPARK_WORKERS (the process groups of the workers).
# MEMORY is what each worker may use (1500m), CORES how many tasks it runs at a time (1).
set -euo pipefail
home=$(cd "${1:?SPARK_HOME}" && pwd); shift
memory=${MEMORY:-1500m}; cores=${CORES:-1}
work=$(mktemp -d /tmp/segue-spark-XXXXXX)
groups=()
cleanup() {
  for group in "${groups[@]}"; do kill -KILL -- "-$group" 2>/dev/null || true; done
  if [ -n "${KEEP_LOGS:-}" ]; then mkdir -p "$KEEP_LOGS"; cp "$work"/*.log "$KEEP_LOGS"/; fi
  rm -rf "$work"
}
trap cleanup EXIT INT TERM

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
export SPARK_HOME=$home SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_HOSTNAME=localhost SPARK_WORKER_DIR=$work/workers SPARK_LOCAL_DIRS=$work/local
export SPARK_NO_DAEMONIZE=1
master=$(free_port); connect=$(free_port)
token=$(python3 -c 'import secrets; print(secrets.token_hex(16))')
# The token is for the server alone, by its environment: a list of processes shows arguments.
in_group() { # NAME COMMAND…: runs a daemon in a process group of its own, so that it ends with all that it started
  local name=$1; shift
  setsid "$@" > "$work/$name.log" 2>&1 < /dev/null &
  groups+=($!)
}
await() { # LOG PATTERN
  for _ in $(seq 600); do
    grep -q "$2" "$work/$1.log" 2>/dev/null && return 0
    sleep 0.1
  done
  echo "spark-cluster: $1 did not come up:" >&2; tail -20 "$work/$1.log" >&2; exit 1
}

in_group master "$home/bin/spark-class" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$master" --webui-port 0
await master "Successfully started service 'sparkMaster'"
workers=()
for n in 1 2; do
  in_group "worker$n" "$home/bin/spark-class" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 \
    --cores "$cores" --memory "$memory" "spark://127.0.0.1:$master"
  workers+=("${groups[-1]}")
done
await worker1 "Successfully registered"; await worker2 "Successfully registered"
export SPARK_CONNECT_AUTHENTICATE_TOKEN=$token
in_group connect "$home/bin/spark-submit" --class org.apache.spark.sql.connect.service.SparkConnectServer --name segue-test \
  --master "spark://127.0.0.1:$master" --driver-memory "${DRIVER_MEMORY:-2g}" \
  --conf spark.connect.grpc.binding.address=127.0.0.1 --conf "spark.connect.grpc.binding.port=$connect" \
  --conf spark.ui.enabled=false --conf spark.executor.memory="${EXECUTOR_MEMORY:-1g}" --conf spark.executor.cores="$cores" \
  --conf "spark.sql.shuffle.partitions=${PARTITIONS:-4}" --conf spark.sql.warehouse.dir="$work/warehouse" spark-internal
unset SPARK_CONNECT_AUTHENTICATE_TOKEN
await connect "Spark Connect server started at"

export SEGUE_TEST_SPARK="sc://127.0.0.1:$connect" SEGUE_SPARK_TOKEN=$token SEGUE_TEST_SPARK_WORKERS="${workers[*]}"
set +e
"$@"
status=$?
set -e
exit $status

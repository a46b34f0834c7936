#!/usr/bin/env bash
# install-spark.sh DIR [VERSION] : puts Apache Spark into DIR (bin, jars, sbin), from its own Python source distribution. Safe to repeat.
set -euo pipefail
dir=${1:?dir}; version=${2:-4.3.0}; py=${PYTHON:-python3}
say()  { printf 'spark: %s\n' "$*"; }
fail() { printf 'spark: %s\n' "$*" >&2; exit 1; }

if ! java -version 2>&1 | grep -qE 'version "(17|21|25)'; then
  as_root=""; [ "$(id -u)" = 0 ] || as_root=sudo
  say "installing Java 17"
  { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless; } >/dev/null \
    || fail "Java 17 could not be installed. Install it by hand and repeat."
fi
if [ "$(cat "$dir/VERSION" 2>/dev/null)" = "$version" ]; then say "Apache Spark $version is in $dir"; exit 0; fi

say "installing Apache Spark $version into $dir"
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
"$py" -m pip download -q --disable-pip-version-check --no-deps --no-binary pyspark -d "$tmp" "pyspark==$version" \
  || fail "Apache Spark could not be fetched from PyPI. Check the network and repeat."
rm -rf "$dir"; mkdir -p "$dir"
tar -xzf "$tmp/pyspark-$version.tar.gz" -C "$dir" --strip-components=2 \
  "pyspark-$version/deps/bin" "pyspark-$version/deps/jars" "pyspark-$version/deps/sbin"
echo "$version" > "$dir/VERSION"

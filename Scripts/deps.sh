#!/usr/bin/env bash
# Installs what Segue builds and runs with, once, on Debian 12. Safe to repeat: what is there is left alone.
#
#   PREFIX=/usr/local Scripts/deps.sh [build|test]
#
# build  libraries and headers, the embedded warehouse and the web assets (needed by `make run` and `make build`)
# test   the above and what only tests need: a headless browser and its driver
set -euo pipefail

scope=${1:-build}
prefix=${PREFIX:-/usr/local}
duckdb_version=2.0.0
here=$(cd "$(dirname "$0")" && pwd)

say()  { printf 'deps: %s\n' "$*"; }
fail() { printf 'deps: %s\n' "$*" >&2; exit 1; }

case "$scope" in build|test) ;; *) fail "unknown scope '$scope'; say build or test." ;; esac

# --- Swift -----------------------------------------------------------------------------------------------------------
command -v swift >/dev/null 2>&1 || fail "Swift is missing. Install Swift 6.3 or newer (swift.org/install) and put it on PATH."
swift_version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -1)
case "$swift_version" in
  6.[3-9]|6.[1-9][0-9]|[7-9].*) ;;
  *) fail "Swift $swift_version is too old; Segue needs 6.3 or newer." ;;
esac

# --- Debian packages ---------------------------------------------------------------------------------------------------
packages="make g++ pkg-config python3 python3-pip python3-venv patchelf libopenblas-dev liblapacke-dev libboost-math-dev libsimdjson-dev libzip-dev libpq-dev zlib1g-dev"
[ "$scope" = test ] && packages="$packages chromium openssl postgresql"

installed() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed'; }
missing=""
command -v dpkg-query >/dev/null 2>&1 || fail "this is not Debian (no dpkg). Install these by hand: $packages; then DuckDB and the web assets with Scripts/install-duckdb.sh and Scripts/install-web-assets.sh."
for package in $packages; do installed "$package" || missing="$missing $package"; done

as_root=""
if [ "$(id -u)" != 0 ]; then
  if command -v sudo >/dev/null 2>&1; then as_root=sudo; fi
fi
need_root() {
  [ "$(id -u)" = 0 ] || [ -n "$as_root" ] || fail "$1 needs root, and sudo is not there. Run 'make deps' as root, or choose a PREFIX that you may write to."
}
if [ -n "$missing" ]; then
  need_root "installing$missing"
  say "installing$missing"
  $as_root apt-get update -qq || fail "the package lists could not be updated. Check the network and the package sources, then repeat 'make deps'."
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null \
    || fail "apt could not install$missing. Its own message stands above."
else
  say "Debian packages are there"
fi

# --- What comes from PyPI, into PREFIX -----------------------------------------------------------------------------------
run_in_prefix=""
probe=$prefix; while [ ! -e "$probe" ]; do probe=$(dirname "$probe"); done
if [ ! -w "$probe" ]; then need_root "writing to $prefix"; run_in_prefix="$as_root env PYTHON=${PYTHON:-python3}"; fi

if [ "$(cat "$prefix/lib/pkgconfig/duckdb.pc" 2>/dev/null | sed -n 's/^Version: //p')" = "$duckdb_version" ] && [ -e "$prefix/lib/libduckdb.so" ]; then
  say "DuckDB $duckdb_version is in $prefix"
else
  say "installing DuckDB $duckdb_version into $prefix"
  $run_in_prefix bash "$here/install-duckdb.sh" "$prefix" "$duckdb_version"
  # The loader finds libraries in /usr/local/lib by its cache; for another PREFIX the Makefile sets LD_LIBRARY_PATH.
  if [ "$prefix" = /usr/local ]; then $as_root ldconfig; fi
fi

web="$prefix/share/segue/web"
if [ -s "$web/echarts.min.js" ] && [ -s "$web/htmx.min.js" ] && [ -s "$web/swagger-ui.css" ]; then
  say "web assets are in $prefix/share/segue/web"
else
  say "installing web assets into $prefix/share/segue/web"
  $run_in_prefix bash "$here/install-web-assets.sh" "$prefix/share/segue/web"
fi

# --- Test tools ------------------------------------------------------------------------------------------------------------
if [ "$scope" = test ]; then
  tools="$here/../.deps/python"
  [ -x "$tools/bin/python" ] || ${PYTHON:-python3} -m venv "$tools"
  into_tools() { # MODULE REQUIREMENT DESCRIPTION
    if "$tools/bin/python" -c "import $1" 2>/dev/null; then
      say "$3 is in .deps/python"
    else
      say "installing $3 into .deps/python"
      "$tools/bin/pip" install -q --disable-pip-version-check "$2" \
        || fail "$3 could not be installed from PyPI. Check the network and repeat 'make deps-test'."
    fi
  }
  into_tools playwright playwright==1.65.2 "the browser driver"
  into_tools pysail pysail==0.7.2 "Sail, a server that speaks Spark Connect,"
fi
say "ready ($scope)"

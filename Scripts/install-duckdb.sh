#!/usr/bin/env bash
# install-duckdb.sh PREFIX VERSION
# Puts lib/libduckdb.so, include/duckdb.h and lib/pkgconfig/duckdb.pc under PREFIX.
#
# The library comes out of the PyPI wheel and the header out of the PyPI sdist. To use a plain libduckdb instead (for
# instance the release archive), set DUCKDB_DIST to a folder that holds libduckdb.so or .dylib and duckdb.h.
set -euo pipefail

prefix=${1:?usage: install-duckdb.sh PREFIX VERSION}
version=${2:?usage: install-duckdb.sh PREFIX VERSION}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { printf 'install-duckdb: %s\n' "$*" >&2; exit 1; }

mkdir -p "$prefix/lib/pkgconfig" "$prefix/include"

if [ -n "${DUCKDB_DIST:-}" ]; then
  [ -e "$DUCKDB_DIST/duckdb.h" ] || fail "DUCKDB_DIST=$DUCKDB_DIST holds no duckdb.h."
  cp "$DUCKDB_DIST"/libduckdb.* "$prefix/lib/"
  cp "$DUCKDB_DIST/duckdb.h" "$prefix/include/"
else
  "$python" -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$work/wheel" "duckdb==$version" \
    || fail "the DuckDB $version wheel could not be downloaded. Check the network, then repeat 'make deps'."
  "$python" -m pip download -q --disable-pip-version-check --no-deps --no-binary duckdb -d "$work/sdist" "duckdb==$version" \
    || fail "the DuckDB $version header could not be downloaded. Check the network, then repeat 'make deps'."
  "$python" - "$work" <<'PY'
import glob, sys, tarfile, zipfile

work = sys.argv[1]
wheel = zipfile.ZipFile(glob.glob(work + "/wheel/*.whl")[0])
library = [name for name in wheel.namelist() if name.startswith("_duckdb.") and name.endswith(".so")][0]
open(work + "/libduckdb.so", "wb").write(wheel.read(library))
sdist = tarfile.open(glob.glob(work + "/sdist/*.tar.gz")[0])
header = [m for m in sdist.getmembers() if m.name.endswith("external/duckdb/src/include/duckdb.h")][0]
open(work + "/duckdb.h", "wb").write(sdist.extractfile(header).read())
PY
  # The wheel's module wants CPython symbols only for its Python layer, which is never entered here. A small library of
  # zeroed symbols satisfies the loader, so that no libpython is needed.
  nm -D --undefined-only "$work/libduckdb.so" \
    | awk '$2 ~ /^_?Py/ {print "char " $2 "[512] __attribute__((aligned(16)));"}' > "$work/pystub.c"
  cc=$(command -v cc || command -v gcc || command -v clang) || fail "no C compiler. Install gcc."
  "$cc" -shared -fPIC -o "$work/libduckdb_pystub.so" -Wl,-soname,libduckdb_pystub.so "$work/pystub.c"
  # patchelf 0.14 (Debian 12) asserts when edits are combined: one edit a run.
  patchelf --set-soname libduckdb.so "$work/libduckdb.so"
  patchelf --add-needed libduckdb_pystub.so "$work/libduckdb.so"
  patchelf --set-rpath '$ORIGIN' "$work/libduckdb.so"
  install -m 755 "$work/libduckdb_pystub.so" "$work/libduckdb.so" "$prefix/lib/"
  install -m 644 "$work/duckdb.h" "$prefix/include/"
fi

cat > "$prefix/lib/pkgconfig/duckdb.pc" <<PC
prefix=$prefix
libdir=\${prefix}/lib
includedir=\${prefix}/include
Name: duckdb
Description: DuckDB C API
Version: $version
Libs: -L\${libdir} -lduckdb
Cflags: -I\${includedir}
PC

#!/usr/bin/env bash
# install-web-assets.sh DIR
# Puts the dashboard's third-party scripts under DIR: Apache ECharts (charts) and htmx (page updates).
# They come out of PyPI wheels that carry them, at fixed versions, and their digests are checked.
set -euo pipefail

directory=${1:?usage: install-web-assets.sh DIR}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$directory"
"$python" -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$work" panel==1.9.4 django-htmx==1.29.0 \
  || { echo "install-web-assets: the wheels could not be downloaded. Check the network, then repeat 'make deps'." >&2; exit 1; }
"$python" - "$work" "$directory" <<'PY'
import glob, hashlib, os, sys, zipfile

work, directory = sys.argv[1:]
assets = [
    ("panel", "panel/dist/bundled/echarts/echarts@6.0.0/dist/echarts.min.js", "echarts.min.js",
     "baa8dfe7e1d9336b98e8986ba7e20ea15e7cdbea1ef42a59d59478632fa45a1d"),
    ("django_htmx", "django_htmx/static/django_htmx/htmx-2.min.js", "htmx.min.js",
     "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de"),
]
for wheel, source, name, digest in assets:
    content = zipfile.ZipFile(glob.glob(f"{work}/{wheel}-*.whl")[0]).read(source)
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        sys.exit(f"install-web-assets: {name} has digest {found}, expected {digest}. Nothing was installed for it.")
    temporary = os.path.join(directory, name + ".part")
    with open(temporary, "wb") as file:
        file.write(content)
    os.chmod(temporary, 0o644)
    os.replace(temporary, os.path.join(directory, name))
    print(f"install-web-assets: {name} ({len(content)} bytes)")
PY

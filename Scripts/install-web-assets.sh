#!/usr/bin/env bash
# install-web-assets.sh DIR
# Puts the dashboard's third-party scripts under DIR: Apache ECharts (charts), htmx (page updates) and Swagger UI (the API's page).
# They come out of PyPI wheels that carry them, at fixed versions, and their digests are checked.
set -euo pipefail

directory=${1:?usage: install-web-assets.sh DIR}
python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$directory"
"$python" -m pip download -q --disable-pip-version-check --no-deps --only-binary :all: -d "$work" panel==1.9.4 django-htmx==1.29.0 \
  drf-spectacular-sidecar==2026.10.1 \
  || { echo "install-web-assets: the wheels could not be downloaded. Check the network, then repeat 'make deps'." >&2; exit 1; }
"$python" - "$work" "$directory" <<'PY'
import glob, hashlib, os, sys, zipfile

work, directory = sys.argv[1:]
swagger = "drf_spectacular_sidecar/static/drf_spectacular_sidecar/swagger-ui-dist"
assets = [
    ("panel", "panel/dist/bundled/echarts/echarts@6.0.0/dist/echarts.min.js", "echarts.min.js",
     "baa8dfe7e1d9336b98e8986ba7e20ea15e7cdbea1ef42a59d59478632fa45a1d"),
    ("django_htmx", "django_htmx/static/django_htmx/htmx-2.min.js", "htmx.min.js",
     "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de"),
    ("drf_spectacular_sidecar", f"{swagger}/swagger-ui-bundle.js", "swagger-ui-bundle.js",
     "050bc415ee7048dcd881682678f720264e7da5e373f7461d7c58c755305255f7"),
    ("drf_spectacular_sidecar", f"{swagger}/swagger-ui.css", "swagger-ui.css",
     "1ac324f7dcd27e4b9386b4bd6421271ec147e922a22c05ba24b11515e9aa6321"),
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

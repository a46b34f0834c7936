#!/usr/bin/env bash
# Runs COMMAND and remembers that it passed; says so, and does not run it again, while nothing that it could depend on has changed:
# every file of the tree, the compiler, the installed packages, the settings. AGAIN=1 runs it whatever is remembered.
#
#   Scripts/unless-passed.sh COMMAND…
set -euo pipefail
cd "$(dirname "$0")/.."
memory=.build/passed

# Prints a digest of what the outcome depends on; nothing where the files of the tree cannot be listed (not a git checkout).
state() {
  git rev-parse --is-inside-work-tree >/dev/null 2>&1 || return 0
  {
    printf '%s\n' "$*" "${PREFIX:-}" "${SEGUE_WEB_ASSETS:-}"
    # What is listed but deleted has no digest; its absence changes the list.
    git ls-files -co --exclude-standard -z | sort -z | xargs -0 sha256sum 2>/dev/null || true
    swift --version 2>/dev/null
    dpkg-query -W 2>/dev/null || true
    find "${SEGUE_WEB_ASSETS:-/usr/local/share/segue/web}" "${SEGUE_SHARED_DATA:-../shared/data}" -type f -printf '%p %s %T@\n' 2>/dev/null | sort || true
    sha256sum "${PREFIX:-/usr/local}"/lib/libduckdb.so 2>/dev/null || true
  } | sha256sum | cut -d' ' -f1
}

# The versions of the Swift packages; the first build of a tree chooses them.
packages() { sha256sum Package.resolved 2>/dev/null | cut -d' ' -f1; }

before=$(state "$@")
if [ -z "${AGAIN:-}" ] && [ -n "$before" ] && [ "$(head -1 "$memory" 2>/dev/null)" = "$before $(packages)" ]; then
  printf 'Nothing has changed since this passed on %s. AGAIN=1 runs it again.\n' "$(sed -n 2p "$memory")"
  exit 0
fi
"$@"
# A tree that was edited meanwhile was not tested as a whole.
after=$(state "$@")
if [ -n "$after" ] && [ "$after" = "$before" ] && [ -d .build ]; then printf '%s\n%s\n' "$after $(packages)" "$(date '+%Y-%m-%d at %H:%M')" > "$memory"; fi

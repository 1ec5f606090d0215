#!/usr/bin/env bash
# The packages of Debian or Ubuntu that Nasta needs and does not have yet: installed when we may, else named.
#   system_packages.sh run    what `make run` needs: Python and PostgreSQL with PostGIS
#   system_packages.sh dev    and what the tests need: Chromium, and a library of Playwright's
#   system_packages.sh bench  and what measuring needs: wrk sends requests, ogr2ogr is a peer
set -euo pipefail
level=${1:-run}
missing=()

python=python3
if ! "$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
  missing+=(python3 python3-venv)
fi

# The newest PostgreSQL server that is here, if any: PostGIS must match it.
server=$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | cut -d/ -f5 | sort -n | tail -n 1 || true)
postgis_is_here() { ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; }
if [ -z "${DATABASE_URL:-}" ] && { [ -z "$server" ] || ! postgis_is_here; }; then
  if [ -n "$server" ]; then missing+=("postgresql-$server-postgis-3"); else missing+=(postgresql postgresql-postgis); fi
fi

# Reports are printed as PDF with the help of these, and of letters.
if ! ls /usr/lib/*/libpangoft2-1.0.so.0 /usr/lib/*/libharfbuzz-subset.so.0 >/dev/null 2>&1; then
  missing+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
fi
if ! ls /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf >/dev/null 2>&1; then missing+=(fonts-dejavu-core); fi

if [ "$level" = dev ] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
  missing+=(chromium)
fi
# Playwright's own Node is linked against it, and a bare Debian has it not.
if [ "$level" = dev ] && ! ls /usr/lib/*/libatomic.so.1 >/dev/null 2>&1; then missing+=(libatomic1); fi

if [ "$level" = bench ]; then
  command -v wrk >/dev/null || missing+=(wrk)
  command -v ogr2ogr >/dev/null || missing+=(gdal-bin)
fi

[ ${#missing[@]} -gt 0 ] || exit 0
if ! command -v apt-get >/dev/null; then
  echo "Nasta needs: ${missing[*]} (names of Debian packages). Install them, then start again." >&2
  exit 1
fi
if [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  as_root=(sudo)
else
  echo "Nasta needs packages that only root can install. Type this as root, then start again:" >&2
  echo "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
fi

run_as_root() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@"; }
install() { run_as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
echo "Installing ${missing[*]}: this takes a minute or two"
run_as_root apt-get update -qq

# Debian starts a database server of its own as soon as one is installed. Nasta never uses it, so none is made.
if [ -z "$server" ] && [[ " ${missing[*]} " == *" postgresql "* ]]; then
  install postgresql-common
  no_server=/etc/postgresql-common/createcluster.d/nasta-none.conf
  run_as_root mkdir -p "$(dirname "$no_server")"
  echo "create_main_cluster = false" | run_as_root tee "$no_server" >/dev/null
  trap 'run_as_root rm -f "$no_server"' EXIT
fi
install "${missing[@]}"

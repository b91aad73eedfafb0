#!/usr/bin/env bash
# Makes the Python environment in the directory given; says what is missing and how to get it.
set -euo pipefail
echo "· making the Python environment"
for name in python3.13 python3.12 python3.11 python3; do
  python=$(command -v "$name" || true)
  if [ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi
  python=
done
if [ -z "$python" ]; then
  echo "Handrail needs Python 3.11 or newer (Debian: apt-get install python3 python3-venv)."
  exit 1
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get install -y -qq python3-venv >/dev/null
  else
    echo "Python's venv is missing; as root: apt-get install python3-venv"
    exit 1
  fi
fi
exec "$python" -m venv "$1"

#!/usr/bin/env bash
# Runs the tests: everything, or one part (lint | unit | journeys).
set -euo pipefail
cd "$(dirname "$0")/.."
part=${1:-all}
bin=.venv/bin
export PATH="$PWD/$bin:$PATH:/usr/sbin"

step() { printf '\n── %s\n' "$1"; }

if [ "$part" = all ] || [ "$part" = lint ]; then
  step "format and lint"
  $bin/ruff format --check -q . && $bin/ruff check -q .
  npx --no-install prettier --check --log-level warn sdk console
  npx --no-install eslint --config sdk/eslint.config.js sdk/src console/src
  step "types"
  $bin/mypy
  npx --no-install tsc --noEmit -p sdk && npx --no-install tsc --noEmit -p console
  step "layers"
  $bin/lint-imports --no-logo 2>&1 | tail -n 12
fi
if [ "$part" = all ] || [ "$part" = unit ]; then
  step "TypeScript unit tests"
  (cd sdk && npx --no-install vitest run)
  step "Python unit and contract tests"
  $bin/pytest -q -n 2 --dist loadfile --ignore tests/journeys tests
fi
if [ "$part" = all ] || [ "$part" = journeys ]; then
  step "browser journeys"
  $bin/pytest -q -n 2 --dist loadfile tests/journeys
fi

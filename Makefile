# Two commands are all a newcomer needs:  make start  ·  make test; `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
RUN_STAMP := $(VENV)/.run
TEST_STAMP := $(VENV)/.test
ASSET_SOURCES := $(shell find sdk/src console/src docs src/handrail/console/locale -type f -not -name '*.mo' 2>/dev/null | tr ' ' '?') sdk/build.mjs sdk/to-arrows.mjs console/build.mjs package-lock.json hatch_build.py

help: ## list the targets
	@grep -E '^[a-z0-9 -]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

start: setup ## set everything up and start console, sample bank and content server
	@exec $(PY) -m handrail.cli demo --data var

test: test-setup ## set up and run everything: lint, types, unit tests, contracts, browser journeys
	@./tests/run.sh

setup: $(RUN_STAMP) var/.assets ## install what running needs and build the assets

test-setup: $(TEST_STAMP) var/.assets var/.debian var/apps/.all node_modules/.all

$(VENV)/bin/python:
	@./tests/python.sh $(VENV)

$(RUN_STAMP): requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "· installing what running needs"
	$(PIP) install --require-hashes -r requirements/run.txt
	HANDRAIL_SKIP_ASSETS=1 $(PIP) install --no-deps --no-build-isolation -e .
	touch $@

$(TEST_STAMP): requirements/test.txt $(RUN_STAMP)
	@echo "· installing the test tools"
	$(PIP) install --require-hashes -r requirements/test.txt
	touch $@

var/.assets: $(RUN_STAMP) $(ASSET_SOURCES)
	@echo "· building SDK, console assets, translations and docs"
	mkdir -p var
	$(PY) hatch_build.py
	touch $@

node_modules/.all: package-lock.json var/.assets
	@echo "· installing the TypeScript tools"
	$(PY) hatch_build.py npm ci --no-audit --no-fund >/dev/null
	touch $@

var/.debian: tests/debian.sh
	@mkdir -p var
	./tests/debian.sh
	touch $@

var/apps/.all: tests/journeys/apps/packages.txt tests/journeys/apps/install.py $(TEST_STAMP)
	@mkdir -p var/apps
	$(PY) tests/journeys/apps/install.py var/apps
	touch $@

fmt: test-setup ## format everything
	@$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix -q . && npx --no-install prettier --write --log-level warn sdk console

lint unit journeys: test-setup ## a part of the tests
	@./tests/run.sh $@

schema: test-setup ## regenerate the committed contracts and the SDK's types
	@$(PY) -m handrail.schema.contracts schema && $(PY) -m handrail.api.contract schema && node sdk/generate-schema.mjs && node sdk/generate-types.mjs && $(PY) docs/generate.py

wheel: test-setup ## build wheel and sdist into dist/
	@$(PY) -m hatchling build

bench: test-setup ## measure; tables and benchmarks/results/*.json
	@$(PY) -m benchmarks

torture: test-setup ## the proofs at their full size, some hours; benchmarks/results/torture/*.json
	@PATH="$$PWD/$(VENV)/bin:$$PATH:/usr/sbin" $(VENV)/bin/pytest -q -n 2 --dist loadfile -m proof --torture tests

.PHONY: help start test setup test-setup fmt lint unit journeys schema wheel bench torture

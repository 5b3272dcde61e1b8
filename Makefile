# Beadle. Two commands matter: `make demo` and `make test`. Both do all the set-up by themselves.
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
BIN := .venv/bin
STAMPS := .setup
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup web demo test test-python test-web e2e check generate format bench prove fuzz lock wheel clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMPS)/python $(STAMPS)/web ## Virtual environment, locked dependencies and the built web app

$(STAMPS)/python: requirements.lock pyproject.toml tools/setup_python.sh
	@PYTHON="$(PYTHON)" sh tools/setup_python.sh
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/npm: web/package-lock.json $(STAMPS)/python tools/npm.sh
	@echo "Installing the web app's packages ..."
	@sh tools/npm.sh ci --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/web: $(STAMPS)/npm $(WEB_SOURCES)
	@echo "Building the web app ..."
	@sh tools/npm.sh run --silent build
	@touch $@

web: $(STAMPS)/web ## Build the web app

demo: setup ## Start the pretend Chesterfield and print its address
	@exec $(BIN)/beadle demo --data demo-data $(ARGS)

test: setup check test-web test-python ## Everything: checks, unit, scenario and browser tests

test-python: $(STAMPS)/web ## The Python tests, real Chromium included
	@sh tools/chromium.sh
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

e2e: $(STAMPS)/web ## Only the stories in real Chromium
	@sh tools/chromium.sh
	$(BIN)/python -m pytest tests/e2e $(ARGS)

test-web: $(STAMPS)/npm ## The web app's unit tests
	sh tools/npm.sh run --silent test

check: setup ## Linters, types, the house's rules, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports --no-cache
	$(BIN)/python tools/generate.py --check
	sh tools/npm.sh run --silent lint

generate: setup ## Write the generated pages, the OpenAPI description and the web types anew
	$(BIN)/python tools/generate.py
	sh tools/npm.sh run --silent types

format: $(STAMPS)/python ## Format the Python code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Measure what docs/what/benchmarks.md claims, and write it there
	$(BIN)/python -m benchmarks $(ARGS)

prove: setup ## The heavy proofs: five thousand hostile requests, a tampered log, twenty kill -9, power cuts (root), soak, roundabouts
	$(BIN)/python -m tests.prove.api_fuzz
	$(BIN)/python -m tests.prove.audit_tamper
	$(BIN)/python -m tests.prove.kill_nine
	$(BIN)/python -m tests.prove.push_kill
	if [ "$$(id -u)" = 0 ]; then $(BIN)/python -m tests.prove.power_cut; else echo "power cuts: root only, skipped"; fi
	$(BIN)/python -m tests.prove.soak
	$(BIN)/python -m tests.prove.roundabouts

fuzz: $(STAMPS)/python ## Fuzz every parser, SECONDS_EACH=60 for each
	@sh tools/fuzz.sh

lock: ## Resolve the Python dependencies anew
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --quiet -o requirements.lock

wheel: setup ## Build the wheel, with the web app in it
	$(BIN)/python -m build --wheel --no-isolation

clean: ## Remove what was built, not what was recorded
	rm -rf .venv $(STAMPS) web/node_modules web/dist dist build

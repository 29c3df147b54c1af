# Counterfoil's commands. Each sets up .venv by itself when it is absent or stale.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
NODE := examples/xero-node
NODE_READY := $(NODE)/node_modules/.ready

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) $(NODE_READY) ## build .venv with the pinned versions, and xero-node for its example and tests

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)

$(NODE_READY): $(NODE)/package.json $(NODE)/package-lock.json
	@if command -v npm > /dev/null; \
	then npm ci --prefix $(NODE) --ignore-scripts --no-audit --no-fund --loglevel error && touch $@; \
	else echo 'no npm on this machine: xero-node is not installed'; fi

.PHONY: verify
verify: $(READY) ## run the reference sync through random histories and judge it (main job)
	$(BIN)/counterfoil verify --report report

.PHONY: test
test: setup ## all tests
	$(BIN)/python -m pytest -n auto

.PHONY: check
check: $(READY) ## lint, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: serve
serve: $(READY) ## both simulators with the portfolio world, until stopped
	$(BIN)/counterfoil serve --world portfolio

.PHONY: scenarios
scenarios: $(READY) ## the property suites and the kept regressions
	$(BIN)/python -m pytest tests/scenarios -n auto

.PHONY: sweep
sweep: $(READY) ## strike every call and every commit of the reference sync, one at a time
	COUNTERFOIL_SWEEP_STEP=1 $(BIN)/python -m pytest tests/sync/test_sweep.py -n auto

.PHONY: mutants
mutants: $(READY) ## plant known bugs in the reference sync and see each one caught
	$(BIN)/counterfoil mutants

.PHONY: contracts
contracts: $(READY) ## both servers against their OpenAPI documents
	$(BIN)/counterfoil contracts

.PHONY: replay
replay: $(READY) ## run one saved scenario again: make replay FILE=report/scenario-1.json
	$(BIN)/counterfoil replay $(FILE)

.PHONY: bench
bench: $(READY) ## measure: store, servers, calls, histories
	$(BIN)/python -m benchmarks

.PHONY: constraints
constraints: ## renew constraints.txt from the newest versions that pyproject.toml allows
	$(PYTHON) -m venv --clear build/constraints
	build/constraints/bin/python -m pip install --quiet --disable-pip-version-check '.[dev]'
	( head -n 1 constraints.txt; build/constraints/bin/python -m pip freeze \
	  | grep -v -i -E '^(pip|setuptools|counterfoil)([ =@]|$$)' | sort -f ) > constraints.new
	mv constraints.new constraints.txt

.PHONY: clean
clean: ## remove .venv and everything built
	rm -rf $(VENV) build dist report *.egg-info .mypy_cache .ruff_cache .hypothesis

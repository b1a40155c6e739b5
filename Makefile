# What one can do here.  `make` alone explains itself.
#
# Everything works on a bare Debian or Ubuntu with Python 3.11 or newer, make, and root or sudo:
# what is missing is installed, and said.  Nothing is fetched again when it is there already.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := $(VENV)/.packages
SET_UP := $(VENV)/.set-up
UV_VERSION := 0.13.9
ARGS ?=
JOBS ?= auto
SPREAD := --numprocesses $(JOBS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup browser run talk test faults security audit check lint format types imports content bench pictures lock image clean

help: ## Explain what can be done here
	@echo "Helpline Intake.  make TARGET, where TARGET is:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  %-10s %s\n", $$1, $$2}'
	@echo
	@echo "To pass more to a command: make test ARGS='tests/intake -x'"

setup: $(SET_UP) ## Make .venv with everything pinned, and the command .venv/bin/helpline

$(PACKAGES): requirements-dev.lock
	@PYTHON="$(PYTHON)" sh .ci/install venv
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@echo "Installing the pinned packages into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $(PACKAGES)

$(SET_UP): $(PACKAGES) pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(SET_UP)

browser: $(SET_UP) ## Have a Chromium for the tests that look at pages
	@sh .ci/install browser

run: $(SET_UP) ## Run everything on this machine: practice phone, webhooks, console, worker, Redis
	@exec $(BIN)/helpline run $(ARGS)

talk: $(SET_UP) ## Hold the conversation in this terminal
	@exec $(BIN)/helpline talk $(ARGS)

test: browser ## Run the tests
	@$(BIN)/python -m pytest $(SPREAD) $(ARGS)

faults: $(SET_UP) ## Kill, cut, fill and slow everything, in full size; a table of what held
	@$(BIN)/python -m pytest tests/faults --full $(ARGS)

security: $(SET_UP) ## Attack every door, in full size; a table of what held
	@$(BIN)/python -m pytest tests/security --full $(ARGS)

audit: $(SET_UP) ## Ask PyPI whether a locked package is known to be vulnerable (needs the network)
	@PYTHON=$(PYTHON) sh .ci/audit

check: browser lint types imports content ## What CI runs: lint, types, imports, content, tests
	@$(BIN)/python -m pytest $(SPREAD) $(ARGS)

lint: $(SET_UP) ## Look for mistakes, and for code that is not laid out as the rest
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(SET_UP) ## Lay the code out, and mend what can be mended safely
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(SET_UP) ## Check types, strictly
	@$(BIN)/mypy

imports: $(SET_UP) ## Check that imports run one way
	@$(BIN)/lint-imports

content: $(SET_UP) ## Check the words and the flow
	@$(BIN)/helpline content check

bench: $(SET_UP) ## Measure what a text costs, against the least that could be paid
	@$(BIN)/python -m bench $(ARGS)

pictures: browser ## Take the pictures of the console in docs/console.md
	@$(BIN)/python -m tests.support.pictures $(ARGS)

lock: $(SET_UP) ## Pin every package again, with hashes, from pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --extra dev pyproject.toml -o requirements-dev.lock
	@echo "requirements.lock and requirements-dev.lock are made anew."

image: ## Build the image that web, console and worker run from
	docker build --tag helpline-intake .

clean: ## Remove what can be made again (not .helpline, which holds data)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

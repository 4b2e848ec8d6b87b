# The same commands serve a newcomer, a developer and CI; each sets up what it needs.
.DEFAULT_GOAL := help
.PHONY: help demo test test-all check bench

PYTHON_HERE := .venv/bin/python
# Options for `hamgara demo`, as in: make demo ARGS="--port 9000"
ARGS ?=
# How many processes run the tests.
WORKERS ?= 2

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

demo: ## run the founding meeting, verify its record and serve it at 127.0.0.1:8000
	@scripts/setup base
	@.venv/bin/hamgara demo $(ARGS)

test: ## linters and the everyday tests
	@scripts/setup test
	@scripts/install-tools test
	@$(MAKE) --no-print-directory lint
	$(PYTHON_HERE) -m pytest -m "not long and not foreign" -n $(WORKERS)

test-all: ## the long tests, and those that drive Go, LibreOffice and PostgreSQL
	@scripts/setup test
	@scripts/install-tools test test-all
	$(PYTHON_HERE) -m pytest -m "long or foreign" -n $(WORKERS)

check: ## linters only
	@scripts/setup test
	@$(MAKE) --no-print-directory lint

bench: ## measure side by side with peers; each script prints a table
	@scripts/setup bench
	@set -e; for script in bench/*.py; do [ -f "$$script" ] || continue; echo "== $$script"; $(PYTHON_HERE) "$$script"; done

.PHONY: lint
lint:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy --strict
	.venv/bin/lint-imports

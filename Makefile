# Safer Engagement. `make` alone prints what there is.

PYTHON ?= $(shell for p in python3 python python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
WORKERS ?= 2
PYTEST_ARGS ?=
CODE := engagement geo surveys wsgi.py migrations tools bench tests hatch_build.py

.PHONY: help run test check bench pictures assets translations lock format lint types python environment environment-dev browser

help: ## Print this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: environment assets ## Start the demonstration: web and worker, http://127.0.0.1:8000/ (PORT, DATABASE_URL, MODE are honoured)
	@$(BIN)/python -m tools.start

test: environment-dev assets browser ## Run all tests (SQLite always; PostgreSQL and Chromium when they are there)
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(PYTEST_ARGS)

check: lint types ## What CI runs: format, lint, types, import contracts, templates, tests with coverage
	@$(MAKE) --no-print-directory test PYTEST_ARGS="--cov --cov-report=term:skip-covered $(PYTEST_ARGS)"

bench: environment-dev assets browser ## Measure over HTTP against the server that `make run` starts; writes bench/results.json
	@$(BIN)/python -m bench $(BENCH)

pictures: environment-dev assets browser ## Make the README's pictures anew from demonstration content
	@$(BIN)/python -m pytest tests/browser/test_pictures.py
	@mkdir -p docs/images && for name in form districts hotspots; do cp tests/output/readme-$$name.png docs/images/$$name.png; done

assets: environment ## Fetch front-end packages for static/vendor/, and compile the translations
	@$(BIN)/python -m tools.assets
	@$(BIN)/python -m tools.translations compile

translations: environment ## Bring the catalogues to the public texts of today (NEW=xx begins a new one)
	@$(BIN)/python -m tools.translations update $(NEW)
	@$(BIN)/python -m tools.translations compile

lock: environment-dev ## Write the lock files anew from pyproject.toml and package.json
	@$(BIN)/python -m tools.lock

format: environment-dev ## Format Python and sort its imports
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix-only --quiet $(CODE)

lint: environment-dev
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet templates

types: environment-dev
	$(BIN)/mypy $(CODE)

python:
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer. On PATH: $$(python3 --version 2>/dev/null || echo none)."; exit 1; }

environment: python
	@$(PYTHON) tools/environment.py run

environment-dev: python
	@$(PYTHON) tools/environment.py dev

browser: environment-dev
	@$(BIN)/python -m tools.machine browser

# Everything from a fresh clone: `make run` serves the newsroom, `make test` tests it.

PYTHON ?= python3
venv := .venv/bin
sources := factcheck newsroom sources claims tests manage.py

.PHONY: run test check format
.DEFAULT_GOAL := run

run: .venv/runtime
	exec $(venv)/python -m factcheck.serve

test: .venv/dev
	exec $(venv)/python -m pytest $(ARGS)

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with PYTHON=…")'
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt .venv/bin/python
	$(venv)/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

.venv/dev: requirements-dev.txt requirements.txt .venv/bin/python
	$(venv)/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@ .venv/runtime

# The gate: what must hold before anything lands.
check: .venv/dev
	$(venv)/ruff format --check .
	$(venv)/ruff check .
	$(venv)/mypy $(sources)
	$(venv)/python -m tests.gate

format: .venv/dev
	$(venv)/ruff format .
	$(venv)/ruff check --fix .

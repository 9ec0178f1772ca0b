# The commands of the project; works with GNU make 3.81 (macOS) and newer.
.POSIX:
.SUFFIXES:

PY = .venv/bin/python
PYTEST = $(PY) -m pytest
SH = sh infra/local/setup.sh

.PHONY: help setup setup-peers setup-tests run test check bench e2e lock clean-state clean

help: ## list the commands
	@grep -E '^[a-z0-9-]+:.*##' Makefile | sed 's/:.*##/ -/' | sort

setup: ## install what is missing (run, test and the others do it by themselves)
	@$(SH)

setup-peers:
	@$(SH) with-peers

setup-tests:
	@$(SH) with-browser

run: setup ## start everything on this machine, Ctrl-C stops it
	@$(PY) -m infra.local run

test: setup-tests ## run every test: Python, web app, browser
	@sh infra/local/test.sh

check: setup ## format, lint, types, import rules, web app, generated types, synth of every stage
	@sh infra/local/check.sh

bench: setup-peers ## measure and print the table of speeds and sizes
	@PYTHONPATH=.:layers/shared/python $(PY) -m tests.bench

.PHONY: chaos
chaos: setup ## trade 10,000 times through every fault at once; CHAOS="--seed 7" repeats a run
	@PYTHONPATH=.:layers/shared/python $(PY) -m tests.chaos $(CHAOS)

e2e: setup-tests ## run only the tests of the deployed product
	@$(PYTEST) tests/e2e

lock: ## write the hash-locked requirements anew from the .in files (needs uv)
	@sh infra/local/lock.sh

clean-state: ## forget users, balances and trades of this machine
	@rm -rf "$${NEXUS_STATE:-.nexus}"

clean: clean-state ## remove everything that was built or installed
	@rm -rf build .venv .venv-aws .venv-clients tests/conformance/clients/node/node_modules frontend/node_modules frontend/dist .pytest_cache .mypy_cache .ruff_cache

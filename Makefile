# Every target sets up what it needs by itself; on a fresh machine only make and python3 are assumed.
# ARGS reaches the command: make test ARGS="tests/domain -k refund", make demo ARGS="--port 9000".

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo demo-once test lint format bench messages clean

# A version manager's python3 may refuse this directory's .python-version; the system's then serves.
PYTHON ?= $(shell for each in python3 /usr/bin/python3; do \
	$$each -c "" 2>/dev/null && echo $$each && break; done)
FAIRWELL := .venv/bin/fairwell
ARGS ?=

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup: ## install what the product needs; leaves .venv/bin/fairwell
	@$(PYTHON) scripts/bootstrap.py

setup-tests:
	@$(PYTHON) scripts/bootstrap.py tests

demo: setup ## a vendor with subscribers, a till and a mailbox, in the browser; Ctrl-C ends it
	@$(FAIRWELL) demo $(ARGS)

demo-once: setup ## the same as one narrated run that ends by itself
	@$(FAIRWELL) demo --once $(ARGS)

test: setup-tests ## all tests on SQLite, and the data layer and the stories on PostgreSQL
	@.venv/bin/python scripts/run_tests.py $(ARGS)

lint: setup ## every check that reads the code without running the product
	@.venv/bin/python scripts/run_lint.py

format: setup ## rewrite Python and templates as the lint wants them
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .
	@.venv/bin/djlint --reformat --quiet --allow-empty-input src

bench: setup ## measure; prints what it measured and on what
	@.venv/bin/python -m benchmarks $(ARGS)

messages: setup ## gather the texts to translate into src/fairwell/locale
	@.venv/bin/python scripts/make_messages.py

clean: ## remove what set-up made, but no data in var/
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

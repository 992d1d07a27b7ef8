PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help run seed test machines check bench lock

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

run:  ## set up what is missing and serve the site on 127.0.0.1:8000 (PORT=… for another)
	@exec $(PYTHON) scripts/run.py

seed:  ## set up, migrate and load the demonstration data (twice changes nothing)
	@exec $(PYTHON) scripts/run.py --seed

test:  ## set up and run every test on SQLite and PostgreSQL, browser tests included (ARGS="tests/works -x")
	@exec $(PYTHON) scripts/test.py $(ARGS)

machines:  ## walk through works, ledgers and sign-ups at random, 500 × 50 steps on each database (half an hour)
	@$(PYTHON) scripts/setup.py dev && HYPOTHESIS_PROFILE=long exec .venv/bin/pytest --durations=8 \
		tests/works/test_machines.py tests/volunteering/test_place_machine.py $(ARGS)

check:  ## style, types, layers, templates, messages, and models against migrations
	@exec $(PYTHON) scripts/check.py

bench:  ## measure the targets of speed and size against their baselines
	@$(PYTHON) scripts/setup.py dev && exec .venv/bin/python -m bench $(ARGS)

lock:  ## write requirements*.txt anew from requirements*.in
	@exec $(PYTHON) scripts/setup.py lock

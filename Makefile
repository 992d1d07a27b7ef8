PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help run seed test machines soak check bench lock

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

soak:  ## the long forms of what must be survived: kills, power cuts, reloads, rushes, broken mail (an hour)
	@$(PYTHON) scripts/setup.py dev && KILLS=200 KILL_WRITES=5000 POWER_CUTS=200 RUSH_TIMES=20 WORKER_MESSAGES=2000 \
		RELOAD_REQUESTS=10000 RELOADS=10 RELOAD_THREADS="1 4" exec .venv/bin/pytest -v --durations=10 \
		tests/system/test_killed.py tests/system/test_power_loss.py tests/system/test_reload.py tests/system/test_rush.py \
		tests/system/test_workers.py tests/system/test_faults.py tests/upkeep/test_backup.py $(ARGS)

check:  ## style, types, layers, templates, messages, and models against migrations
	@exec $(PYTHON) scripts/check.py

bench:  ## measure the targets of speed and size against their baselines
	@$(PYTHON) scripts/setup.py dev && exec .venv/bin/python -m bench $(ARGS)

lock:  ## write requirements*.txt anew from requirements*.in
	@exec $(PYTHON) scripts/setup.py lock

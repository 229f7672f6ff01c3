# Two commands: `make run` to look at it, `make test` to check it. All state is in var/, all packages in .venv.
PORT ?= 8501
# Empty listens on all addresses; behind a proxy say ADDRESS=127.0.0.1.
ADDRESS ?=
# The fictional department: how many cases, and the seed that makes the same ones again.
CASES ?= 3000
SEED ?= 1
# Which benchmark `make bench` runs; a name that is none prints them all.
NAME ?= list

.PHONY: help run serve test proof bench pins advisories clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

# make run     a fictional department at http://localhost:8501 (PORT=, CASES=, SEED= when first made)
run:
	@sh scripts/install run
	@PORT=$(PORT) ADDRESS=$(ADDRESS) CASES=$(CASES) SEED=$(SEED) sh scripts/serve demo

# make serve   the real start: your own data in var/ (or DATA_DIR=, DATABASE_URL=), no sample accounts
serve:
	@sh scripts/install run
	@PORT=$(PORT) ADDRESS=$(ADDRESS) sh scripts/serve real

# make test    everything a change must pass (REQUIRE_POSTGRES=1, REQUIRE_BROWSER=1: nothing may be left out)
test:
	@sh scripts/install dev
	@sh scripts/check

# make proof   the long proofs, on demand
proof:
	@sh scripts/install dev
	@.venv/bin/python -m pytest -m proof

# make bench   what the speed claims rest on (NAME=monitor CASES=100000)
bench:
	@sh scripts/install run
	.venv/bin/python manage.py bench $(NAME) $(if $(filter command,$(firstword $(origin CASES))),--cases $(CASES))

# make pins    after an edit of requirements*.txt: installs it and writes constraints.txt anew
pins:
	.venv/bin/python -m pip install --quiet -r requirements-dev.txt
	mkdir -p var && { head -n 1 constraints.txt; .venv/bin/python -m pip freeze; } > var/constraints.txt
	mv var/constraints.txt constraints.txt

# make advisories  asks an index of advisories about every pinned package; exit code 2 where none answers
advisories:
	@sh scripts/install run
	@sh scripts/advisories

# make clean   packages, caches and the fictional department go; your own data in var/ stay
clean:
	rm -rf .venv var/demo .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Needs make and Python 3.11 or newer with venv and pip; everything else goes into .venv.
PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask
TESTS ?= tests
# Extras stay in the lock (coverage[toml]): older pips look past a pin without them.
LOCKED := --quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate

.PHONY: run test check lint bench lock
.NOTPARALLEL:

run: export INSTANCE := $(or $(INSTANCE),instance)
run: export HOST := $(or $(HOST),127.0.0.1)
run: export PORT := $(or $(PORT),8000)
run: export DEMO := $(or $(DEMO),1)
run: .venv/requirements.txt .venv/static
	@$(FLASK) db upgrade
	@$(FLASK) rules load
	@$(FLASK) reading sync || true
	@if [ "$$DEMO" = 1 ]; then $(FLASK) demo load; fi
	@echo "Rigong 日拱: http://$$HOST:$$PORT/"
	@PYTHONOPTIMIZE=2 exec $(BIN)/gunicorn --config gunicorn.conf.py "app:create_app()"

test: .venv/requirements-dev.txt .venv/static
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -rfEs $(TESTS)

check: lint test

lint: .venv/requirements-dev.txt
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	unset DATABASE_URL PRODUCTION; export INSTANCE=$$folder; \
	$(FLASK) db upgrade && $(FLASK) db check

bench: .venv/requirements.txt .venv/static
	$(BIN)/python -m bench

# What was last installed is kept beside it, so a changed file is installed and no other.
.venv/requirements.txt: requirements.txt
	$(install)

.venv/requirements-dev.txt: requirements-dev.txt
	$(install)

define install
@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Rigong needs Python 3.11 or newer')"
@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
@cmp -s $< $@ || { echo "Installing $<"; $(BIN)/python -m pip install --quiet --require-hashes -r $<; }
@cp $< $@
endef

# Compressed copies beside the static files, all made anew when a file or a folder changed.
.venv/static: $(shell find static ! -name '*.gz')
	@find static -name '*.gz' -delete
	@$(BIN)/python -m whitenoise.compress --quiet static
	@touch $@

# After a change of the dependencies in pyproject.toml. Needs uv, which nothing else does.
lock:
	uv pip compile $(LOCKED) pyproject.toml --output-file requirements.txt
	uv pip compile $(LOCKED) --group dev --constraint requirements.txt pyproject.toml --output-file requirements-dev.txt

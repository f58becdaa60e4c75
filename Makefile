# Entrepot's errands. `make help` lists them; each does its own set-up on a machine that has make, Python 3.11+ and pip.

PYTHON ?= python3
BIN    := .venv/bin
STAMP  := .venv/.installed
CODE   := config core inventory suppliers marketplaces orders tests tools manage.py
FRONT  := docs/frontend

# More words for pytest, e.g. make test PYTEST_ARGS="-k guard"
PYTEST_ARGS ?=
PYTEST := $(BIN)/python -m pytest
# The development database of the house stays out of the checks: they read no .env.
QUIET_ENV := ENV_FILE=/dev/null SECRET_KEY=only-for-checks-0123456789abcdefghijklmnopqrstuvwxyz

# Compiled modules are kept, whatever the machine's habit: each of a run's processes would compile all of them anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo test coverage check format pins real conformance slow faults celery browser schema client bench load messages clean

help: ## list the errands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  \1\t\2/' | expand -t 14

install: $(STAMP) ## make .venv from the pins in requirements/, and nothing else

$(STAMP): requirements/runtime.txt requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12")'
	@# A Debian without python3-venv cannot put pip into a new environment; its own pip can fill it from outside.
	test -x $(BIN)/python || $(PYTHON) -m venv .venv || $(PYTHON) -m venv --clear --without-pip .venv
	@if test -x $(BIN)/pip; then $(BIN)/python -m pip install --quiet -r requirements/dev.txt; \
	 else $(PYTHON) -m pip --python $(BIN)/python install --quiet -r requirements/dev.txt; fi
	@touch $(STAMP)

demo: install ## show the catalogue come in from a simulated service, then serve the console (ONCE=1, PORT=, CATALOGUE=dir)
	$(BIN)/python manage.py demo $(if $(ONCE),--once) $(if $(PORT),--port $(PORT)) $(if $(CATALOGUE),--catalogue $(CATALOGUE))

test: install ## the tests that every change must pass (minutes; the rest have errands of their own)
	$(PYTEST) -n 2 $(PYTEST_ARGS)

coverage: install ## the tests of `make test`, and which lines they do not reach
	$(PYTEST) -n 2 --cov --cov-report=term-missing:skip-covered $(PYTEST_ARGS)

check: install ## style, types, import rules, migrations, translations, forbidden words
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(QUIET_ENV) $(BIN)/python manage.py makemigrations --check --dry-run
	$(PYTEST) -q -p no:randomly tests/house

format: install ## put the code into the agreed style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pins: install ## write requirements/*.txt anew from requirements/*.in
	$(BIN)/uv pip compile --universal --no-emit-index-url --python-version 3.11 requirements/runtime.in -o requirements/runtime.txt
	$(BIN)/uv pip compile --universal --no-emit-index-url --python-version 3.11 requirements/dev.in -o requirements/dev.txt

real: install ## sync the real catalogue of ../shared (or ENTREPOT_SHARED)
	$(PYTEST) -m real $(PYTEST_ARGS)

conformance: install ## partners' rooms and look-alikes against the sample bodies of ../shared (or ENTREPOT_SHARED)
	$(PYTEST) -m conformance $(PYTEST_ARGS)

slow: install ## tests that take more than a few seconds
	$(PYTEST) -n 2 -m slow $(PYTEST_ARGS)

faults: install ## processes killed, frozen and starved; broken partners
	$(PYTEST) -m faults $(PYTEST_ARGS)

celery: install ## a real beat and a real worker (needs Redis)
	$(PYTEST) -m celery $(PYTEST_ARGS)

browser: install ## the console in a real Chromium
	$(PYTEST) -m browser $(PYTEST_ARGS)

schema: install ## schemathesis over the whole API
	$(PYTEST) -n 2 -m schema $(PYTEST_ARGS)

client: install $(FRONT)/node_modules/.installed ## the typed client and the pages of docs/frontend, from the API's document (needs node 18 and npm)
	@mkdir -p $(FRONT)/generated
	$(QUIET_ENV) $(BIN)/python manage.py spectacular --format openapi-json --file $(FRONT)/generated/openapi.json
	cd $(FRONT) && npm run build

$(FRONT)/node_modules/.installed: $(FRONT)/package.json
	@command -v npm > /dev/null || { echo "To build $(FRONT), node (18 or newer) and npm are needed."; exit 1; }
	cd $(FRONT) && npm install
	@touch $@

bench: install ## speed and memory, side by side with the floor (docs/operations.md tells how to read it)
	$(BIN)/python -m tests.bench $(BENCH_ARGS)

load: install ## webhooks, API and console under load on a real server, both profiles (SECONDS=20 CLIENTS=8)
	SECONDS=$(or $(SECONDS),20) CLIENTS=$(or $(CLIENTS),8) $(BIN)/python -m tests.bench.load $(LOAD_ARGS)

messages: install ## collect the strings to translate, and compile locale/*/LC_MESSAGES/django.po
	$(BIN)/python -m tools.messages

clean: ## remove what the errands made, except .env and the database
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis htmlcov ci-output .coverage .coverage.*
	rm -rf $(FRONT)/node_modules $(FRONT)/generated $(FRONT)/dist
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

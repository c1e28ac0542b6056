# The commands of this project. `make demo` shows it, `make test` tests it; .ci/run calls check, test and test-sqlite.

PORT ?= 8000
# the first of these that is Python 3.11 or newer
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
PATHS := agenda consent directory notifications registration seminar_portal tests benchmarks manage.py

# A lock is installed when the venv holds no copy of exactly this lock. The test lock contains the other one.
define install
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (sudo apt install python3 python3-venv, or brew install python)."; exit 1; }
	@test -x $(BIN)/python || { echo "Making .venv ..."; $(PYTHON) -m venv .venv; }
	@cmp -s $(1) .venv/$(1) || { echo "Installing $(1) ..."; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && cp $(2) .venv/; }
endef

.PHONY: demo demo-large test test-sqlite mutants check bench messages format pictures
demo:
	$(call install,requirements.lock,requirements.lock)
	@exec env PORTAL_EMBEDDED=1 PORTAL_ADDRESS=http://127.0.0.1:$(PORT) $(BIN)/python manage.py demo

# The same with a seminar of 20,000 registrations (ROWS= for another number): made at the first start, kept after it.
ROWS ?= 20000
demo-large:
	$(call install,requirements.lock,requirements.lock)
	@env PORTAL_EMBEDDED=1 PORTAL_ADDRESS=http://127.0.0.1:$(PORT) $(BIN)/python manage.py make_large --rows $(ROWS)
	@exec env PORTAL_EMBEDDED=1 PORTAL_ADDRESS=http://127.0.0.1:$(PORT) $(BIN)/python manage.py demo

# The whole suite on a real PostgreSQL, a real Redis and a real Chromium. ARGS= adds to the options of pytest.
test:
	$(call install,requirements-test.lock,requirements.lock requirements-test.lock)
	@exec $(BIN)/python -m tests.servers -- $(PYTEST) $(ARGS)

# The suite on SQLite, less what needs two connections, a Redis or a browser.
test-sqlite:
	$(call install,requirements-test.lock,requirements.lock requirements-test.lock)
	@exec env -u TEST_DATABASE_URL -u TEST_REDIS_URL -u TEST_CHROMIUM $(PYTEST) $(ARGS)

# Spoils the rules of the silence procedure one by one in a copy: the tests of consent must find out each (some minutes; not part of CI).
mutants:
	$(call install,requirements-test.lock,requirements.lock requirements-test.lock)
	@exec tests/mutants.sh

check:
	$(call install,requirements-test.lock,requirements.lock requirements-test.lock)
	$(BIN)/ruff format --check $(PATHS)
	$(BIN)/ruff check $(PATHS)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python -m pytest -q -p no:randomly tests/test_templates.py tests/test_catalogues.py tests/test_conventions.py

# What the heaviest pages and files cost, as ratios, for an idle machine (ROWS= for a shorter list). On PostgreSQL: python -m tests.servers -- make bench
bench:
	$(call install,requirements-test.lock,requirements.lock requirements-test.lock)
	@exec $(BIN)/python -m benchmarks --rows $(ROWS)

# Finds the texts of code and templates anew (needs gettext: sudo apt install gettext). Translate what is empty in locale/, then run it again: it compiles.
messages:
	@env PORTAL_EMBEDDED=1 $(BIN)/python manage.py makemessages -l ru -l zh_Hans --no-location --no-wrap --no-obsolete \
		--ignore tests --ignore .venv --ignore var
	@env PORTAL_EMBEDDED=1 $(BIN)/python manage.py compilemessages -l ru -l zh_Hans --ignore .venv

format:
	$(call install,requirements-test.lock,requirements.lock requirements-test.lock)
	$(BIN)/ruff check --fix $(PATHS)
	$(BIN)/ruff format $(PATHS)

# The pictures of the README, from a fresh demonstration.
pictures:
	$(call install,requirements-test.lock,requirements.lock requirements-test.lock)
	$(BIN)/python -m tests.journeys.pictures

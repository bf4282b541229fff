PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Each stamp is newer than its lock file once all of that is installed: later calls need no network.
RUNS := $(VENV)/.runs
CHECKS := $(VENV)/.checks

.PHONY: run test partners check audit golden bench fuzz mutants docstrings setup lock clean

run: $(RUNS)
	$(BIN)/python -m bot serve

# Needs Python only. Every call that the tests made to Slack is kept for `make partners`. Four processes, on two
# processors too: many tests wait for a bot in a process of its own.
CALLS := .cache/slack-calls
JUDGE := tests/walks/test_zz_slack_calls.py
test: check
	@rm -rf $(CALLS)
	LEAK_DIARY_SLACK_CALLS=$(CALLS) $(BIN)/python -m pytest -n 4 --dist worksteal --ignore $(JUDGE)

# After `make test`: a validator made of Slack's own types reads the kept calls. It lies beside the checkout, in ../shared,
# and needs node and npm; its packages are installed into a copy.
VALIDATOR := ../shared/tools/slack-validate
INSTALLED := .cache/slack-validate/.installed
partners: setup $(if $(wildcard $(VALIDATOR)),$(INSTALLED))
	LEAK_DIARY_SLACK_CALLS=$(CALLS) $(BIN)/python -m pytest $(JUDGE)

$(INSTALLED): $(wildcard $(VALIDATOR)/*)
	@rm -rf $(@D) && mkdir -p $(dir $(@D)) && cp -r $(VALIDATOR) $(@D) && chmod -R u+w $(@D)
	cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline
	@touch $@

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Compare the pinned packages with the known advisories. It needs the network, so it is no part of `make check`. A
# report is written only when every package was compared.
AUDIT := .cache/audit
PIP_AUDIT := pip-audit==2.10.0
PINNED := requirements-test.lock
audit:
	@test -x $(AUDIT)/bin/pip-audit || { $(PYTHON) -m venv $(AUDIT) && $(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check $(PIP_AUDIT) 2>$(AUDIT)/errors; } \
	  || { echo "audit: $(PIP_AUDIT) cannot be installed, so nothing was compared"; rm -rf $(AUDIT); }
	@rm -f $(AUDIT)/report; test ! -d $(AUDIT) || { \
	  $(AUDIT)/bin/pip-audit --strict --progress-spinner off --timeout 10 --disable-pip --require-hashes -r $(PINNED) -o $(AUDIT)/report >$(AUDIT)/errors 2>&1; \
	  status=$$?; tail -n 1 $(AUDIT)/errors; if test $$status = 0 -o -s $(AUDIT)/report; then cat $(AUDIT)/report; exit $$status; fi; \
	  echo "audit: the advisory service cannot be reached or does not know a package, so nothing was compared"; }

# Writes the golden files anew, with those of new situations, languages and digest versions: read the diff.
GOLDEN := tests/core/test_messages.py tests/core/test_digest_words.py tests/core/test_digest_versions.py
golden: setup
	LEAK_GOLDEN=write $(BIN)/python -m pytest $(GOLDEN)

# Signed bodies that are nearly what Sentry and Slack send; `make test` sends a tenth of them.
fuzz: setup
	$(BIN)/python -m tests.fuzz

bench: setup
	$(BIN)/python -m tests.bench

# Change the code in copies, a little at a time: do the tests notice? A quarter of an hour on two idle cores.
mutants: setup
	$(BIN)/python -m tests.mutants

# Write the list of files whose docstrings are not yet clean anew.
docstrings: setup
	$(BIN)/python -m tests.docstrings

setup: $(CHECKS)

# What the bot needs, and the project itself as a link to this folder, which makes the command `leak-diary`.
$(RUNS): requirements.lock pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Leak Diary needs Python 3.11 or newer: make PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "no venv module: install it (Debian: apt-get install python3-venv)"; exit 1; }
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

# What the tests and checks need besides.
$(CHECKS): $(RUNS) requirements-test.lock
	$(PIP) --require-hashes -r requirements-test.lock
	@touch $@

# Needs uv (pip install uv); the results hold hashes and no registry's address. What is pinned stays, unless
# pyproject.toml forbids it: remove a lock file to pin everything anew.
UV := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
lock:
	$(UV) --extra build pyproject.toml -o requirements.lock
	$(UV) --extra build --extra test -c requirements.lock pyproject.toml -o requirements-test.lock

clean:
	rm -rf $(VENV) data build *.egg-info .mypy_cache .ruff_cache

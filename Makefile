# Two commands do everything: `make run` and `make test`.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
JOURNEYS := $(addprefix tests/browser/test_,main_job.py what_became_of_it.py every_branch.py in_earnest.py)


.PHONY: run test coverage mutation planted check accessibility hostile bench endurance trial journeys faults load format messages lock clean

run: $(VENV)/.installed  ## Set up, load the guide and the demonstration, serve.
	@PORT=$(PORT) $(MANAGE) prepare
	@export PORT=$(PORT); $(MANAGE) tick --every 5 --with-parent & exec $(MANAGE) runserver 127.0.0.1:$(PORT)

test: $(VENV)/.tools  ## Everything that is tested, on SQLite or on what DATABASE_URL names.
	@$(BIN)/python -m pytest -n auto --dist loadfile

APPS := guide_portal feedback casestudies modules moderation members prose letters search

coverage: $(VENV)/.tools  ## Lines and branches that the tests run, all but those in the browser; prints what they miss.
	@rm -rf var/coverage && mkdir -p var/coverage
	@$(BIN)/coverage run -m pytest -n auto --dist loadfile --ignore=tests/browser
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --show-missing
	@for app in $(APPS); do printf '%-14s %s %%\n' $$app $$($(BIN)/coverage report --include="$$app/*" --format=total --precision=1); done

planted: $(VENV)/.tools  ## Plant known faults and let the random walks find each; takes many minutes.
	@PLANTED_FAULTS=1 $(BIN)/python -m pytest -n auto --dist load tests/casestudies/test_planted_faults.py tests/feedback/test_planted_faults.py tests/modules/test_planted_faults.py

mutation: $(VENV)/.tools  ## Plant faults in tables of moves and guards, see each caught; MUTANTS=40, SUBJECTS=feedback.
	@$(BIN)/python -m tests.mutation

check: $(VENV)/.tools  ## All that is checked besides the tests.
	@$(BIN)/python -m tests.checks

accessibility: $(VENV)/.tools  ## axe on every page × width × theme × language; takes minutes.
	@WHOLE_MATRIX=1 $(BIN)/python -m pytest tests/browser/test_accessibility.py -n auto

hostile: $(VENV)/.tools  ## Every attack in every field, with the content policy switched off and on; minutes.
	@WHOLE_MATRIX=1 $(BIN)/python -m pytest tests/browser/test_hostile_text.py

bench: $(VENV)/.installed  ## Measure the real server on the empty PostgreSQL database DATABASE_URL names; a quarter of an hour.
	@$(BIN)/python -m benchmarks.bench

endurance: $(VENV)/.tools  ## Kill server and worker 200 times in the middle of writes; minutes. DATABASE_URL: there.
	@$(BIN)/python -m benchmarks.endurance

trial: $(VENV)/.tools  ## A portal as in production, on this machine alone, until Ctrl-C (docs/operations.md).
	@$(BIN)/python -m deploy.trial

journeys: $(VENV)/.tools  ## The browser journeys against a portal as in production; minutes.
	@$(BIN)/python -m deploy.trial --once $(BIN)/python -m pytest --reuse-db -p no:randomly $(JOURNEYS)

faults: $(VENV)/.tools  ## Whatever goes wrong in earnest, on purpose; keeps what it saw in docs/operations.md; minutes.
	@$(BIN)/python -m deploy.trial.faults --write

load: $(VENV)/.tools  ## 200 readers and 20 writers at once for two minutes; keeps the figures in docs/performance.md.
	@$(BIN)/python -m benchmarks.load --write

format: $(VENV)/.tools
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

messages: $(VENV)/.tools  ## Collect the words of the interface and compile the translations.
	@$(MANAGE) makemessages --all --no-location --no-wrap -i .venv -i var -i tests
	@$(BIN)/python -m tests.checks.messages --compile

lock: $(VENV)/.tools  ## Pin every dependency with its hash; the files name no download address.
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv lock --quiet
	@$(BIN)/uv export --quiet --no-dev --no-emit-project --no-header --no-annotate -o requirements.txt > /dev/null
	@$(BIN)/uv export --quiet --no-dev --extra production --no-emit-project --no-header --no-annotate -o requirements-production.txt > /dev/null
	@$(BIN)/uv export --quiet --extra production --no-emit-project --no-header --no-annotate -o requirements-dev.txt > /dev/null

clean:
	rm -rf $(VENV) var

$(VENV)/.installed: requirements.txt
	@echo "Creating the environment (once, about a minute) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --disable-pip-version-check --progress-bar off --require-hashes -r requirements.txt | grep -E "^(Collecting|Successfully)" || true
	@$(BIN)/python -c "import django" && touch $@

$(VENV)/.tools: $(VENV)/.installed requirements-dev.txt
	@echo "Installing what testing needs (once) …"
	@$(BIN)/pip install --disable-pip-version-check --progress-bar off --require-hashes -r requirements-dev.txt | grep -E "^(Collecting|Successfully)" || true
	@$(BIN)/python -c "import pytest" && touch $@

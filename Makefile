# The two that matter: `make demo` (no key, no cost) and `make test`. `make help` lists the rest.
# Everything goes into $(VENV); another interpreter: `make test PYTHON=/path/to/python3.12`.

VENV ?= .venv
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
BIN := $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo test heavy lint check benchmark picture readme clean
.DELETE_ON_ERROR:

# The tests start some hundred processes, and where this is set each of them compiles every source anew.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo 'make demo       install, and build a small dungeon on the embedded API: no key, no cost'
	@echo 'make test       install, and run the tests'
	@echo 'make heavy      the second tier: crash sweeps, the wheel, an editor (with Node), a browser'
	@echo 'make lint       ruff and mypy'
	@echo 'make check      lint, test and heavy'
	@echo 'make benchmark  where the time goes: a thousand assets, the durable path, the painters'
	@echo 'make picture    draw example_manifests/showcase.png anew'
	@echo 'make readme     write the real outputs into the README'
	@echo 'make clean      remove what make made'

demo: $(VENV)/.demo
	$(BIN)/rdbuild build example_manifests/dungeon.yaml --api local
	$(BIN)/rdbuild gallery example_manifests/dungeon.yaml --api local
	@echo 'The pictures:'
	@find "$(CURDIR)/example_manifests/assets/dungeon" -name '*.png' | sort
	@echo 'All of them on one page: $(CURDIR)/example_manifests/dungeon.gallery.html'

test: $(VENV)/.test
	$(BIN)/python -m pytest

heavy: $(VENV)/.dev
	$(BIN)/python -m pytest -m heavy -n 2 -rs

lint: $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict rdbuild

check: lint test heavy

benchmark: $(VENV)/.demo
	$(BIN)/python benchmarks/thousand.py
	$(BIN)/python benchmarks/durable.py
	$(BIN)/python benchmarks/painters.py

# In a copy, so that no cache, tree or lock file of an earlier version has a say in it.
picture: $(VENV)/.demo
	scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && cp -r example_manifests "$$scratch" && \
	rm -rf "$$scratch"/*/assets "$$scratch"/*/*.lock.json && \
	export RDBUILD_HOME="$$scratch/home" RDBUILD_API=local && \
	$(BIN)/rdbuild build "$$scratch/example_manifests/showcase.yaml" && \
	$(BIN)/rdbuild gallery "$$scratch/example_manifests/showcase.yaml" --sheet "$$scratch/showcase.png" && \
	mv "$$scratch/showcase.png" example_manifests/showcase.png

readme: $(VENV)/.demo
	$(BIN)/python tests/transcript.py

# Each file below stands for an installation that was finished, so that one cut short is begun again.
$(VENV)/.made:
	@test -n '$(PYTHON)' || { echo 'error: Python 3.11 or newer is needed (PYTHON=/path/to/python names one)' >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.demo: $(VENV)/.made pyproject.toml
	$(PIP) install --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.made pyproject.toml
	$(PIP) install --editable '.[test]'
	@touch $@ $(VENV)/.demo

$(VENV)/.dev: $(VENV)/.made pyproject.toml
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.test $(VENV)/.demo

clean:
	rm -rf $(VENV) build dist example_manifests/assets example_manifests/*/assets
	rm -f example_manifests/*.lock.json example_manifests/*/*.lock.json
	rm -f *.gallery.png example_manifests/*.gallery.html example_manifests/*/*.gallery.html

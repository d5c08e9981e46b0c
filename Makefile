.PHONY: run test lint format screenshots clean

PYTHON ?= python3
BIN := .venv/bin

# The first rule makes the environment; it is remade when the dependencies change.
.venv/installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Both Sides needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=24"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/installed-test: .venv/installed
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@

run: .venv/installed
	$(BIN)/bothsides serve --open

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The figures over the seeds apart, so that nothing else slows what they time.
test: .venv/installed-test lint
	OMP_NUM_THREADS=1 HF_HUB_OFFLINE=1 $(BIN)/python -m pytest -n 3 --dist loadfile --ignore tests/citation
	HF_HUB_OFFLINE=1 $(BIN)/python -m pytest tests/citation

format: .venv/installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Pictures of the page for docs/, made anew; needs Chromium.
screenshots: .venv/installed-test
	HF_HUB_OFFLINE=1 $(BIN)/python docs/screenshots.py

clean:
	rm -rf .venv build *.egg-info

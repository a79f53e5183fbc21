# make demo: from nothing to a brief. make test: every test. See README.md.
VENV ?= .venv
PYTHON ?= python3.11
BIN = $(VENV)/bin

.PHONY: install docs demo test check slow bench lock
install: $(VENV)/.installed
$(VENV)/.installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	touch $@

demo: install
	rm -f demo.db
	$(BIN)/dragoman read examples/japan-us --record demo.db
	$(BIN)/dragoman brief --record demo.db

test: install
	$(BIN)/python -m pytest -m "not slow"

slow: install
	$(BIN)/python -m pytest -m slow

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	for f in $$(ls bench/*.py | grep -v common); do echo "== $$f"; $(BIN)/python $$f || exit 1; done

docs: install
	$(BIN)/python docs/reference.py

lock:
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --extra dev -o requirements.lock pyproject.toml

# make demo: from nothing to a brief. make test: every test. See README.md.
VENV ?= .venv
PYTHON ?= python3.11
BIN = $(VENV)/bin

.PHONY: install chromium docs demo test check audit slow bench lock
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

# The pages are driven in a real browser: the system's Chromium, else Debian's package, else playwright's own.
chromium: install
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	|| $(BIN)/playwright install chromium \
	|| echo "**** NO CHROMIUM HERE: the tests that drive the pages in a browser are left out ****"

test: install chromium
	$(BIN)/python -m pytest -m "not slow"

slow: install
	$(BIN)/python -m pytest -m slow

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: install
	$(BIN)/python .ci/audit $(BIN)/pip-audit requirements.lock

bench: install
	for f in $$(ls bench/*.py | grep -vE "common|spin|meantime|scale|serve"); do echo "== $$f"; $(BIN)/python $$f || exit 1; done

docs: install
	$(BIN)/python docs/reference.py

lock:
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --extra dev -o requirements.lock pyproject.toml

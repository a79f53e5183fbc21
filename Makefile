# make demo: from nothing to a brief. make test: every test. See README.md.
VENV ?= .venv
PYTHON ?= python3.11
BIN = $(VENV)/bin

.PHONY: install chromium java docs demo test check audit slow bench lock
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

# Spark runs on the system's Java: what is there, else Debian's package.
java:
	@command -v java >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq openjdk-17-jre-headless >/dev/null; } \
	|| echo "**** NO JAVA HERE: the tests of Spark are left out (Debian: openjdk-17-jre-headless) ****"

test: install chromium java
	$(BIN)/python -m pytest -m "not slow"

slow: install java
	$(BIN)/python -m pytest -m slow

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: install
	$(BIN)/python .ci/audit $(BIN)/pip-audit requirements.lock

bench: install
	for f in $$(ls bench/*.py | grep -vE "common|cluster|spin|meantime|scale|serve"); do echo "== $$f"; $(BIN)/python $$f || exit 1; done

docs: install
	$(BIN)/python docs/reference.py

lock:
	$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --extra dev --extra spark -o requirements.lock pyproject.toml

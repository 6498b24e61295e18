# Two commands matter: `make demo` opens the product on a believable town, `make test` proves it.
# A fresh machine needs git, make and Python 3.11 with venv; everything else is installed here.
PY ?= python3
UV := .tools/bin/uv
BIN := .venv/bin
PORT ?= 8000
DATABASE ?= sqlite
export UV_PYTHON_DOWNLOADS = never
export UV_SYSTEM_CERTS = 1

.PHONY: demo test bench serve lint format lock locks-check clean
.DEFAULT_GOAL := demo

$(UV):
	$(PY) -m venv .tools && .tools/bin/pip install -q --disable-pip-version-check uv==0.13.9

.venv/installed: requirements/dev.txt pyproject.toml | $(UV)
	test -x $(BIN)/python || $(UV) venv -q --python $(PY) .venv
	VIRTUAL_ENV=.venv $(UV) pip sync -q --require-hashes requirements/dev.txt
	VIRTUAL_ENV=.venv $(UV) pip install -q --no-deps --no-build-isolation -e .
	touch $@

demo: .venv/installed
	$(BIN)/entredeux demo --serve --port $(PORT)

serve: .venv/installed
	$(BIN)/entredeux serve --port $(PORT)

test: .venv/installed
	DATABASE=$(DATABASE) $(BIN)/python -m tests.run $(ARGS)

bench: .venv/installed
	$(BIN)/python -m bench.run $(ARGS)

lint: .venv/installed
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet entredeux

format: .venv/installed
	$(BIN)/ruff check --fix . && $(BIN)/ruff format .

COMPILE := $(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml
lock: | $(UV)
	$(COMPILE) -o requirements/base.txt
	$(COMPILE) --group dev -c requirements/base.txt -o requirements/dev.txt

# Fails when a dependency of pyproject.toml is missing from the locks: keeps every pinned version, adds nothing.
locks-check: | $(UV)
	mkdir -p var/locks && cp requirements/*.txt var/locks/
	$(COMPILE) -o var/locks/base.txt && $(COMPILE) --group dev -c requirements/base.txt -o var/locks/dev.txt
	sed 's#var/locks/#requirements/#' var/locks/base.txt | diff -q - requirements/base.txt
	sed 's#var/locks/#requirements/#' var/locks/dev.txt | diff -q - requirements/dev.txt

clean:
	rm -rf .venv .tools var

# make run     start Lectern with demo data on http://localhost:8080
# make test    lint and all tests; installs what they need   (make test k=slide: only some)
# make lint    ruff, mypy, pyright, import-linter, tsc
# make bench   print the figures of bench/README.md
# make screenshots   every page, desktop and phone, into docs/screenshots
# make readme-pictures   the three pictures of README.md
# make lock    renew requirements*.txt from pyproject.toml
# make image   build the container image

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE ?= 1

# With k=… one of the two runs may find no test, which pytest says by 5.
maybe_none = $(if $(k),|| [ $$? = 5 ])

.PHONY: install run test lint format bench screenshots readme-pictures lock image tools clean

install: .make/installed

run: install
	$(BIN)/lectern serve --demo

# Browsers want the machine for themselves; everything else shares its cores.
test: .make/test-tools lint
	PYTHONASYNCIODEBUG=1 $(BIN)/pytest -q -n 2 --dist loadfile --ignore=tests/browser $(if $(k),-k "$(k)") $(maybe_none)
	PYTHONASYNCIODEBUG=1 $(BIN)/pytest -q tests/browser $(if $(k),-k "$(k)") $(maybe_none)

lint: .make/test-tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	node_modules/.bin/pyright --warnings
	$(BIN)/lint-imports
	node_modules/.bin/tsc -p web/static/tsconfig.json

format: .make/test-tools
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .make/test-tools
	$(BIN)/python -m bench.slides --json
	$(BIN)/python -m bench.events --json
	$(BIN)/python -m bench.media --json
	$(BIN)/python -m bench.lifecycle --json
	$(BIN)/python -m bench.media --viewers 500 --kbps 300 --json
	$(BIN)/python -m bench.delay --json
	$(BIN)/python -m bench.memory --json
	$(BIN)/python -m bench.firstframe --json
	$(BIN)/python -m bench.loss --json

screenshots: .make/test-tools
	$(BIN)/python -m tests.browser.screenshots

readme-pictures: .make/test-tools
	$(BIN)/python -m tests.browser.readme_pictures

lock: .make/test-tools
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal -p 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal -p 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --group build -o requirements-build.txt
	$(BIN)/uv pip compile -q --universal -p 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt

image:
	docker build -t lectern .

clean:
	rm -rf .make .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# --no-deps with hashes: the lock file is the whole truth, the resolver has nothing to add.
.make/installed: requirements.txt pyproject.toml
	$(PYTHON) tools/install.py run
	@mkdir -p .make && touch $@

.make/test-tools: requirements-dev.txt package.json pyproject.toml tools/install.py
	$(PYTHON) tools/install.py test
	@mkdir -p .make && touch $@ .make/installed

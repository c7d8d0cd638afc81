# Two commands are enough: `make run` and `make test`. Each brings everything it needs.
PYTHON ?= python3
PORT ?= 8000
WORKERS ?= auto
BIN := .venv/bin
export PORT
# Kept compiled code makes the second start fast.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check bench fmt catalogues lock

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{ printf "  make %-11s %s\n", $$1, $$2 }'

run: ## install, migrate, load the demo and serve on http://localhost:8000 (PORT=… for another port)
	@$(PYTHON) tools/bootstrap.py run
	@$(BIN)/python -m tools.run

test: ## all tests with real servers and a browser (ARGS="-k stamp" for some, WORKERS=0 for one process)
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

check: ## lint, types, import rules, templates, catalogues, migrations
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/python -m tools.check

bench: ## measure the counter beside the bare database and a trivial page
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/python -m tests.bench $(ARGS)

fmt: ## format the Python code and mend what ruff can mend
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

catalogues: ## collect the sentences of code and templates into translations/
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/python -m tools.catalogues update

lock: ## write the lock files anew from requirements/*.in (ARGS=--upgrade for newer versions)
	@$(PYTHON) tools/bootstrap.py test
	@$(BIN)/python -m tools.lock $(ARGS)

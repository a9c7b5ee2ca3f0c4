# Everything a checkout needs is installed on demand: Python packages into .venv/, Node's into node_modules/,
# the laptop's AWS into .local/ministack/, the scanner of templates into .local/checkov/. Needed beforehand: make,
# Python 3.11 or newer, Node 20.19 or newer.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
AWS_PORT ?= 4566
STAGE ?= prod
OUT ?= build/release
FILMS ?= 2000
BACKEND ?= tensorflow

VENV := .venv
BIN := $(VENV)/bin
STAMPS := build/stamps
NODE := $(STAMPS)/node
MINISTACK := $(STAMPS)/ministack
CHECKOV := $(STAMPS)/checkov
RUNTIME := $(STAMPS)/python-local
DEVELOPMENT := $(STAMPS)/python-dev
PASSWORDS := webapp/passwords/common_passwords.bin
PIP := -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: help
help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: run
run: $(RUNTIME) $(NODE) $(MINISTACK) ## Run Pneumoscope on this machine until Ctrl-C (PORT=8000 AWS_PORT=4566)
	@exec $(BIN)/python -m infra.local --port $(PORT) --aws-port $(AWS_PORT)

.PHONY: gateway
gateway: $(RUNTIME) ## Try the gateway of a hospital beside `make run`, with an archive of its own
	@exec $(BIN)/python -m infra.gateway.trial

.PHONY: test
test: $(DEVELOPMENT) $(NODE) $(MINISTACK) $(CHECKOV) $(PASSWORDS) browser dicom-tools ## Run every test
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadgroup

.PHONY: fuzz
fuzz: $(DEVELOPMENT) ## Read 50,000 damaged films of every format: none may crash, hang or take a gigabyte
	$(BIN)/python -m tests.fuzz

.PHONY: screenshots
screenshots: $(DEVELOPMENT) $(NODE) $(MINISTACK) browser ## Photograph every page and state in every look, into build/screenshots/
	$(BIN)/python -m tests.screenshots

.PHONY: lint
lint: $(DEVELOPMENT) $(NODE) $(CHECKOV) ## Check style, types, layers and the CloudFormation templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m infra.tools.lint_templates

.PHONY: translations
translations: $(DEVELOPMENT) ## Collect the texts of the pages, and compile their German catalogue
	$(BIN)/python -m infra.tools.translations

.PHONY: bench
bench: $(RUNTIME) ## Measure the speed beside other runtimes and write docs/benchmarks.md
	$(BIN)/python -m infra.bench

.PHONY: soak
soak: $(RUNTIME) $(NODE) $(MINISTACK) ## Kill workers while films are read, and write docs/soak.md (FILMS=2000)
	$(BIN)/python -m infra.soak --films $(FILMS) --write

.PHONY: package
package: $(RUNTIME) $(NODE) ## Package for AWS without deploying (STAGE=prod)
	npx serverless package --stage $(STAGE)

.PHONY: release
release: tools ## Build the packages once, for every stage (OUT=build/release)
	$(BIN)/python -m infra.release build $(OUT)

.PHONY: tools
tools: $(RUNTIME) $(NODE) ## Install what the commands of operators need

.PHONY: audit
audit: $(DEVELOPMENT) $(NODE) ## Ask public databases for vulnerabilities of the pinned versions
	$(BIN)/python -m infra.tools.audit

.PHONY: lock
lock: $(DEVELOPMENT) ## Update the pinned versions of all Python requirements
	cd requirements && for name in web classify local ministack checkov training training-jax report gateway passwords dev bench/runtimes bench/tflite bench/lambda; do \
		../$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest \
			--generate-hashes --no-emit-index-url --no-emit-find-links \
			--custom-compile-command 'make lock' "$$name.in" --output-file "$$name.txt"; \
	done

ifneq ($(and $(filter training,$(MAKECMDGOALS)),$(filter-out tensorflow jax,$(BACKEND))),)
$(error BACKEND=$(BACKEND) is unknown: choose tensorflow or jax)
endif

.PHONY: training
training: $(STAMPS)/python-training$(if $(filter jax,$(BACKEND)),-jax) ## Install what `python -m training` needs (BACKEND=jax for a GPU)

.PHONY: clean
clean: ## Remove what was built and installed; the laptop stack's state in .local/ stays
	rm -rf build node_modules .serverless $(VENV) .local/ministack .local/checkov $(PASSWORDS)

.PHONY: browser
browser: $(DEVELOPMENT)
	@$(BIN)/python -m infra.tools.install_chromium

.PHONY: dicom-tools
dicom-tools: $(DEVELOPMENT)
	@$(BIN)/python -m infra.tools.install_dicom_tools

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Pneumoscope needs Python 3.11 or newer; choose one with make PYTHON=/path/to/python3." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements/local.txt | $(BIN)/python
	$(BIN)/python $(PIP) -r $<
	@mkdir -p $(@D) && touch $@

$(DEVELOPMENT): requirements/dev.txt | $(BIN)/python
	$(BIN)/python $(PIP) -r $<
	@mkdir -p $(@D) && touch $@ $(RUNTIME)

$(STAMPS)/python-training $(STAMPS)/python-training-jax: $(STAMPS)/python-%: requirements/%.txt | $(BIN)/python
	$(BIN)/python $(PIP) -r $<
	@mkdir -p $(@D) && touch $@

$(PASSWORDS): requirements/passwords.txt webapp/passwords/common_passwords.py | $(BIN)/python
	$(BIN)/python -m infra.packaging.common_passwords

$(MINISTACK) $(CHECKOV): $(STAMPS)/%: requirements/%.txt | $(BIN)/python
	$(BIN)/python -m venv --clear .local/$*
	.local/$*/bin/python $(PIP) -r $<
	@mkdir -p $(@D) && touch $@

$(NODE): package.json package-lock.json
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null || \
		{ echo "Pneumoscope needs Node 20.19 or newer on the PATH." >&2; exit 1; }
	npm ci --silent
	@mkdir -p $(@D) && touch $@

# The two commands of the README are `make run` and `make test`; the others are their parts.
BIN := .venv/bin
TESTS ?= tests

.PHONY: run test check format demo-model bench torture translations release clean

run: ## Start the program, with everything it needs
	@packaging/setup.sh run
	@$(BIN)/python packaging/translations.py release
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		exec $(BIN)/trymore-desktop; \
	else \
		exec $(BIN)/trymore journey; \
	fi

test: check ## All checks, then all tests
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --dist loadfile $(TESTS)

check: ## Format, lint, types, import contracts, translations
	@packaging/setup.sh test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python packaging/translations.py check
	$(BIN)/python packaging/translations.py release

format: ## Put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: ## Bring new texts into the translation file
	$(BIN)/python packaging/translations.py update

demo-model: ## Train the built-in demo pair again, from its seed (up to 30 minutes)
	@packaging/setup.sh test
	$(BIN)/python -m trymore_desktop.training.demo

bench: ## The bars of docs/PERFORMANCE.md, as ratios
	@for program in merge inference conversation store responsiveness cancelling; do \
		echo "== $$program"; $(BIN)/python benchmarks/$$program.py; done

torture: ## The long fault tests of docs/RELIABILITY.md
	$(BIN)/python -m tests.torture

release: ## Everything that can be built on this system, with checksums
	packaging/release.sh

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache

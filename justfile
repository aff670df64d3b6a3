# Tools come from the environment of the project, which `./test` and `just sync` make.
export PATH := justfile_directory() / ".venv/bin:" + env("PATH")

# What there is to do
default:
    @just --list --unsorted

# Everything that must pass before you hand in
check: sync
    bash .ci/run

# Make .venv hold what requirements-dev.txt lists
sync:
    bash .ci/environment requirements-dev.txt

# Lay out the code and mend what can be mended
format: sync
    ruff check --fix --exit-zero --quiet .
    ruff format .

# Look for mistakes that a reader would find
lint: sync
    ruff check .

# Check the types
types: sync
    mypy --strict

# Check that imports go down the map
imports: sync
    lint-imports

# Run the tests; arguments go to pytest
test *arguments:
    ./test {{ arguments }}

# Kill runs at a hundred random moments and at every line of publishing, and compare what is kept
chaos *arguments: sync
    PYTHONPATH=. python -m tests.chaos {{ arguments }}

# Stop brokers, kill consumers, let members come and go for minutes: the index must be as the shop
troubles *arguments: sync
    PYTHONPATH=. python -m tests.long_troubles {{ arguments }}

# Ask ten thousand times while runs are published, and see that every answer is of one of them
crowd *arguments: sync
    PYTHONPATH=. python -m tests.crowd {{ arguments }}

# Send ten million messages through Kafka into an index, and see that memory and open files stay flat
soak *arguments: sync
    PYTHONPATH=. python -m tests.soak {{ arguments }}

# Ask two hundred random shops in four ways, and see that all say the same
tellings *arguments: sync
    PYTHONPATH=. python -m tests.tellings {{ arguments }}

# Ask sixty questions in three languages, and tell how well searches answer them
relevance *arguments: sync
    PYTHONPATH=. python -m tests.relevance {{ arguments }}

# Measure: `just bench NAME` runs benchmarks/NAME.py
bench target *arguments: sync
    python benchmarks/{{ target }}.py {{ arguments }}

# Write the reference pages from the code
docs: sync
    python docs/generate.py

# Write the three locks anew from pyproject.toml; needs uv
lock *options:
    uv pip compile pyproject.toml --extra report --group build --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header --no-strip-extras --quiet {{ options }} -o requirements.txt
    uv pip compile pyproject.toml --extra report --group build --group dev -c requirements.txt --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header --no-strip-extras --quiet {{ options }} -o requirements-dev.txt
    uv pip compile --group tmdl --no-deps -c requirements-dev.txt --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header --no-strip-extras --quiet {{ options }} -o requirements-tmdl.txt

# Delete what is derived
clean:
    rm -rf build dist .venv .coverage htmlcov .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

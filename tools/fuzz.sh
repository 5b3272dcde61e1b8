#!/bin/sh
# Fuzzes every parser for SECONDS_EACH (60 by default) with atheris, which is installed when it is missing.
set -eu

.venv/bin/python -c 'import atheris' 2>/dev/null ||
    .venv/bin/pip install --quiet --disable-pip-version-check 'atheris>=2.3'
for target in tests/fuzz/fuzz_*.py; do
    name=$(basename "$target" .py)
    mkdir -p "fuzz-corpus/$name"
    echo "== $name"
    .venv/bin/python "$target" "fuzz-corpus/$name" -max_total_time="${SECONDS_EACH:-60}" -rss_limit_mb=2048 -timeout=10
done

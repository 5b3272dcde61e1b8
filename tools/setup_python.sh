#!/bin/sh
# Makes the virtual environment and installs the locked dependencies, each checked against its hash.
set -eu

if [ -z "${PYTHON:-}" ]; then
    echo "Beadle needs Python 3.11 or newer, and found none. On Debian: apt-get install python3 python3-venv" >&2
    exit 1
fi
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Beadle needs Python 3.11 or newer; $PYTHON is $("$PYTHON" --version 2>&1)." >&2
    exit 1
fi
if [ ! -x .venv/bin/pip ]; then
    echo "Making the virtual environment ..."
    rm -rf .venv
    if ! "$PYTHON" -m venv .venv; then
        echo "The virtual environment could not be made. On Debian: apt-get install python3-venv" >&2
        exit 1
    fi
fi
echo "Installing the locked dependencies ..."
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

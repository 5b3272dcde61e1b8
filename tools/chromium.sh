#!/bin/sh
# Brings Debian's Chromium for the browser tests where it is missing and where this user may install it.
# Where it cannot be brought, the browser tests are skipped and say so.
set -u

command -v chromium >/dev/null 2>&1 && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "No chromium here, and no apt-get to bring it: the browser tests will be skipped."
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "No chromium here, and no right to install it: the browser tests will be skipped."
    exit 0
fi
echo "Installing Debian's chromium for the browser tests ..."
export DEBIAN_FRONTEND=noninteractive
if ! { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1
then
    echo "Chromium could not be installed: the browser tests will be skipped."
fi
exit 0

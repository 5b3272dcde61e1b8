"""`python -m beadle` is the same as `beadle`."""

from __future__ import annotations

from beadle.processes.cli import main

main()

"""Second places: where copies of signed checkpoints go, so that whoever holds the database cannot rewrite the log.

A place takes checkpoints one way only and never gives one back to the running system: `beadle audit verify` reads them.
"""

"""What commands print on a terminal."""

from __future__ import annotations

from rich.console import Console


def console(*, stderr: bool = False) -> Console:
    """A terminal that prints text as it stands.

    rich turns words between colons into pictures where it knows them: `:AB:` in a fingerprint would be printed as a
    pictogram, and the fingerprint could not be compared. Nor does it colour numbers and paths.
    """
    return Console(stderr=stderr, highlight=False, emoji=False)

"""What commands print on a terminal."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer
from rich.console import Console
from rich.text import Text

from beadle.platform.errors import BeadleError


def console(*, stderr: bool = False) -> Console:
    """A terminal that prints text as it stands.

    rich turns words between colons into pictures where it knows them: `:AB:` in a fingerprint would be printed as a
    pictogram, and the fingerprint could not be compared. Nor does it colour numbers and paths.
    """
    return Console(stderr=stderr, highlight=False, emoji=False)


def say(error: BeadleError) -> None:
    """Print on the error stream what went wrong and what to do about it; names of files in it are no markup."""
    console(stderr=True).print(Text.assemble((f"{error.title}:", "red"), f" {error}"))


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """What went wrong in plain words and exit status 1, instead of a traceback."""
    try:
        yield
    except BeadleError as error:
        say(error)
        raise typer.Exit(1) from error

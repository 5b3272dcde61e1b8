"""Terminal output says what was written."""

from __future__ import annotations

import pytest
import typer

from beadle.platform.errors import NotFound
from beadle.platform.terminal import console, plain_errors


def test_a_fingerprint_is_printed_letter_for_letter(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("1E:97:AB:B:CL:OK:FREE:A:ID", soft_wrap=True)
    assert capsys.readouterr().out == "1E:97:AB:B:CL:OK:FREE:A:ID\n"


def test_errors_go_to_the_error_stream(capsys: pytest.CaptureFixture[str]) -> None:
    console(stderr=True).print("[bold]No[/] volume")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "No volume\n")


def test_an_error_is_plain_words_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    """A file's name may look like markup."""
    with pytest.raises(typer.Exit) as ended, plain_errors():
        raise NotFound("There is no /tmp/[/red]:AB:.", advice="Look again.")
    captured = capsys.readouterr()
    assert (ended.value.exit_code, captured.out) == (1, "")
    assert captured.err == "Not found: There is no /tmp/[/red]:AB:. Look again.\n"

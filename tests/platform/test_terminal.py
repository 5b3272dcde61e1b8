"""Terminal output says what was written."""

from __future__ import annotations

import pytest

from beadle.platform.terminal import console


def test_a_fingerprint_is_printed_letter_for_letter(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("1E:97:AB:B:CL:OK:FREE:A:ID", soft_wrap=True)
    assert capsys.readouterr().out == "1E:97:AB:B:CL:OK:FREE:A:ID\n"


def test_errors_go_to_the_error_stream(capsys: pytest.CaptureFixture[str]) -> None:
    console(stderr=True).print("[bold]No[/] volume")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "No volume\n")

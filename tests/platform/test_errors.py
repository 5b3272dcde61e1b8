"""The eight kinds of error each have their status."""

from __future__ import annotations

from beadle.platform import errors


def test_each_kind_has_its_own_status_and_title() -> None:
    kinds = errors.BeadleError.__subclasses__()
    own = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(own) == 8
    assert all(400 <= kind.status < 600 for kind in own)
    assert len({kind.title for kind in own}) == 8


def test_an_error_reads_as_what_happened_and_what_to_do() -> None:
    error = errors.Full("The disk is full.", advice="Add a volume.", free=0)
    assert str(error) == "The disk is full. Add a volume."
    assert error.facts == {"free": 0}
    assert str(errors.NotFound("No such camera.")) == "No such camera."

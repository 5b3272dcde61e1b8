"""The registry of parts."""

from __future__ import annotations

import pytest

from beadle.accounts.deps import Deps


class Kettle:
    pass


class PretendKettle(Kettle):
    pass


def test_a_part_is_found_by_its_class(deps: Deps) -> None:
    with pytest.raises(LookupError, match="Kettle"):
        deps.part(Kettle)
    kettle = Kettle()
    deps.add(kettle)
    assert deps.part(Kettle) is kettle


def test_a_fake_may_stand_in(deps: Deps) -> None:
    pretend = PretendKettle()
    deps.add(pretend, Kettle)
    assert deps.part(Kettle) is pretend

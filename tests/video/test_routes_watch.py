from __future__ import annotations

import pytest
from tests.factories.station import OneCameraStation
from tests.factories.town import Town

from beadle.accounts.terms import Role
from beadle.video.assemble import recorder_socket
from beadle.video.live.socket import MediaSocket
from beadle.video.terms import Action


async def test_accepting_a_view_reaches_the_recorder_and_the_log(town: Town) -> None:
    key, camera = next(iter(town.ids.items()))
    station = OneCameraStation(key)
    manager = await town.person(Role.MANAGER)
    async with MediaSocket(station, recorder_socket(town.deps.data_dir)):
        answer = await manager.ask("POST", f"/api/video/cameras/{camera}/reference")
    assert answer.status_code == 204, answer.text
    assert station.accepted == [key]
    (line,) = await town.audit(Action.ACCEPT_VIEW)
    assert line.object == f"camera:{camera}"


async def test_without_a_recorder_it_is_said_that_nothing_was_accepted(town: Town) -> None:
    manager = await town.person(Role.MANAGER)
    answer = await manager.ask("POST", f"/api/video/cameras/{next(iter(town.ids.values()))}/reference")
    assert answer.status_code == 503, answer.text


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
async def test_it_is_for_those_who_may_change_cameras(town: Town, role: Role) -> None:
    person = await town.person(role)
    answer = await person.ask("POST", f"/api/video/cameras/{next(iter(town.ids.values()))}/reference")
    assert answer.status_code == 403

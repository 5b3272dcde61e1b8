from __future__ import annotations

import uuid
from typing import Any

import pytest
from tests.factories.town import Town

from beadle.accounts.terms import Role

URL = "/api/video/layouts"


def wish(*tiles: uuid.UUID | None, **more: object) -> dict[str, Any]:
    return {"name": "Evening", "columns": 2, "tiles": [tile and str(tile) for tile in tiles], **more}


async def test_ones_own_layout(town: Town) -> None:
    one, two = town.ids.values()
    operator = await town.person(Role.OPERATOR)
    answer = await operator.ask("POST", URL, json=wish(one, None, two, tour_seconds=10))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["mine"], made["shared"], made["tiles"]) == (True, False, [str(one), None, str(two)])
    changed = await operator.ask("PUT", f"{URL}/{made['id']}", json=wish(two, name="Late"))
    assert (changed.json()["name"], changed.json()["tour_seconds"]) == ("Late", None)
    assert (await operator.ask("GET", URL)).json() == [changed.json()]
    assert (await operator.ask("DELETE", f"{URL}/{made['id']}")).status_code == 204
    assert (await operator.ask("GET", URL)).json() == []
    assert [line.action for line in await town.audit("layout.delete")] == ["layout.delete"]


async def test_a_layout_is_private_until_it_is_shared(town: Town) -> None:
    one, _ = town.ids.values()
    operator, supervisor = await town.person(Role.OPERATOR), await town.person(Role.SUPERVISOR)
    own = (await operator.ask("POST", URL, json=wish(one))).json()
    for method in ("PUT", "DELETE"):
        assert (await supervisor.ask(method, f"{URL}/{own['id']}", json=wish(one))).status_code == 404
    assert (await supervisor.ask("GET", URL)).json() == []
    shared = (await supervisor.ask("POST", URL, json=wish(one, shared=True))).json()
    (seen,) = [layout for layout in (await operator.ask("GET", URL)).json() if layout["shared"]]
    assert seen["mine"] is False
    assert (await operator.ask("PUT", f"{URL}/{shared['id']}", json=wish(one))).status_code == 403
    assert (await operator.ask("DELETE", f"{URL}/{shared['id']}")).status_code == 403


async def test_sharing_needs_its_right(town: Town) -> None:
    one, _ = town.ids.values()
    operator = await town.person(Role.OPERATOR)
    assert (await operator.ask("POST", URL, json=wish(one, shared=True))).status_code == 403


@pytest.mark.parametrize(
    "bad",
    [
        {"columns": 0},
        {"columns": 99},
        {"name": ""},
        {"name": "x" * 81},
        {"tiles": ["x"]},
        {"tiles": [None] * 37},
        {"tour_seconds": 0},
        {"owner_id": str(uuid.uuid4())},
    ],
)
async def test_absurd_layouts(town: Town, bad: dict[str, Any]) -> None:
    operator = await town.person(Role.OPERATOR)
    assert (await operator.ask("POST", URL, json={**wish(None), **bad})).status_code == 422


async def test_nobody_else(town: Town) -> None:
    assert (await (await town.stranger()).ask("GET", URL)).status_code == 401
    assert (await (await town.person(Role.CONTRACTOR)).ask("GET", URL)).status_code == 403

from __future__ import annotations

import uuid
from typing import Any

import pytest

from beadle.anpr.reads import queries
from beadle.anpr.reads.cards import Cards, cards, is_confirmed
from beadle.anpr.reads.settings import ReadsSettings
from beadle.platform.db import Database


async def test_a_read_is_shown_with_its_cameras_name_as_it_is_now(desk: Any, database: Database) -> None:
    kept = await desk.seen()
    hit = {"id": uuid.uuid4(), "state": "new", "exact": False, "list": "Stolen", "priority": "high"}
    async with database.session() as session:
        read = await queries.read(session, kept.read_id)
        maker = await cards(session, desk.settings, {kept.read_id: hit})
    made = maker.card(read.columns, read.text)
    assert (made.camera, made.camera_number, made.site) == ("Horns Bridge", 1, "")
    assert made.hit is not None
    assert (made.hit.list, made.hit.exact) == ("Stolen", False)
    nowhere = Cards({}, desk.settings).card(read.columns, read.text)
    assert (nowhere.camera, nowhere.camera_number, nowhere.hit) == ("", 0, None)


@pytest.mark.parametrize(
    ("final", "confidence", "confirmed"),
    [(True, 0.8, True), (True, 0.800000011920929, True), (True, 0.7999, False), (False, 0.99, False)],
)
def test_confirmed_is_final_and_sure_enough(final: bool, confidence: float, confirmed: bool) -> None:
    assert is_confirmed({"final": final, "confidence": confidence}, ReadsSettings()) is confirmed


def test_what_the_database_rounded_down_is_still_sure_enough() -> None:
    assert is_confirmed({"final": True, "confidence": 0.6999999880790710}, ReadsSettings(confirmed_confidence=0.7))

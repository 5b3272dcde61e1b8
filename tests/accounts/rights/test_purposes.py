"""Purposes: what stating one asks for, and the grounds of an export or a hold."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.factories.accounts import purpose_id

from beadle.accounts.errors import Forbidden, PurposeNeeded
from beadle.accounts.rights import purposes, queries
from beadle.accounts.rights.schemas import PurposeChange
from beadle.accounts.rules import BROKEN_GLASS
from beadle.accounts.terms import Actor, Glass, Grant, Role, Stated, everywhere
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import Invalid, TooLate


def somebody(*grants: Grant) -> Actor:
    return Actor(uuid.uuid4(), "x", "X", grants or everywhere(Role.SUPERVISOR))


async def test_what_stating_asks_for(database: Database) -> None:
    async with database.session() as session:
        crime = await purposes.called(session, "crime")
        purposes.check_wish(somebody(), crime, "21*1234")
        with pytest.raises(Invalid, match="case reference"):
            purposes.check_wish(somebody(), crime, " ")
        with pytest.raises(Forbidden):
            purposes.check_wish(somebody(*everywhere(Role.AUDITOR)), crime, "21*1234")
        crime.retired = True
        with pytest.raises(TooLate):
            purposes.check_wish(somebody(), crime, "21*1234")


async def test_who_may_vouch(database: Database) -> None:
    async with database.session() as session:
        training = await purposes.called(session, "training")
        usual = await purposes.called(session, "public-safety")
    ann, bob = somebody(), somebody(Grant(Role.OPERATOR, uuid.uuid4(), frozenset({training.id})))
    purposes.check_second(ann, training, bob)
    purposes.check_second(ann, usual, None)
    with pytest.raises(Invalid, match="second person"):
        purposes.check_second(ann, training, None)
    elsewhere = somebody(Grant(Role.OPERATOR, None, frozenset({usual.id})))
    for nobody in (ann, elsewhere, somebody(*everywhere(Role.AUDITOR))):
        with pytest.raises(Forbidden):
            purposes.check_second(ann, training, nobody)


async def test_the_grounds_of_an_act(database: Database, clock: FixedClock) -> None:
    crime, usual = await purpose_id(database, "crime"), await purpose_id(database)
    training = await purpose_id(database, "training")
    ann = somebody()
    stated = replace(ann, stated=Stated(crime, "Investigation of a reported crime", "21*1234"))
    async with database.session() as session:
        assert (await purposes.grounds(session, stated, None, None)).case_reference == "21*1234"
        assert (await purposes.grounds(session, stated, "crime", "22*1")).case_reference == "22*1"
        assert (await purposes.grounds(session, stated, str(usual), None)) == purposes.Grounds(
            usual, "Public safety and prevention of crime", ""
        )
        with pytest.raises(PurposeNeeded):
            await purposes.grounds(session, ann, None, None)
        with pytest.raises(Invalid, match="case reference"):
            await purposes.grounds(session, ann, "crime", None)
        for unknown in ("nonsense", str(uuid.uuid4()), "Public safety and prevention of crime"):
            with pytest.raises(Invalid, match="no purpose"):
                await purposes.grounds(session, ann, unknown, None)
        with pytest.raises(PurposeNeeded, match="second person"):
            await purposes.grounds(session, ann, "training", None)
        vouched = replace(ann, stated=Stated(training, "Training", "", "Sam", clock.now() + timedelta(minutes=30)))
        assert (await purposes.grounds(session, vouched, None, None)).second == "Sam"
        broken = replace(ann, glass=Glass(uuid.uuid4(), "In the river", "LOG 7", clock.now()))
        assert await purposes.grounds(session, broken, None, None) == purposes.Grounds(None, BROKEN_GLASS, "LOG 7")


async def test_keys_and_changes(database: Database) -> None:
    assert purposes.key_of("Search for a missing person!") == "search-for-a-missing-person"
    assert len(purposes.key_of("é" * 5)) == 12
    assert len(purposes.key_of("a" * 100)) == 60
    usual = await purpose_id(database)
    async with database.work() as session:
        _, changed = await purposes.change(session, usual, PurposeChange(description="Work", usual=True))
        assert set(changed) == {"description"}
        for bad in (PurposeChange(needs_case_reference=True), PurposeChange(retired=True)):
            with pytest.raises(Invalid):
                await purposes.change(session, usual, bad)
            await session.rollback()
    async with database.session() as session:
        assert set(await purposes.by_key(session)) >= {"public-safety", "crime", "training"}
        assert await queries.purpose_called(session, "nonsense") is None

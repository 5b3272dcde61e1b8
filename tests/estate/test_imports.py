"""Lists of cameras coming in: every row is judged, and nothing half-happens."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select
from tests.factories.accounts import add_group
from tests.factories.estate import add_camera

from beadle.accounts.rights import groups
from beadle.accounts.terms import Actor, Grant, Role, everywhere
from beadle.estate import queries, service
from beadle.estate.errors import BadSheet
from beadle.estate.imports import take_in
from beadle.estate.models import Camera
from beadle.estate.schemas import ImportResult, SiteIn
from beadle.estate.viewers import viewer
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.events import EventRow
from beadle.platform.settings import Secrets


class Desk:
    """Somebody who sends files."""

    def __init__(self, database: Database, clock: FixedClock, secrets: Secrets) -> None:
        self.database, self.clock, self.secrets = database, clock, secrets
        self.grants: tuple[Grant, ...] = everywhere(Role.ADMINISTRATOR)

    async def send(self, text: str | bytes, *, apply_it: bool = True) -> ImportResult:
        data = text if isinstance(text, bytes) else text.encode()
        async with self.database.work() as session:
            mine = await viewer(session, Actor(None, "desk", "Desk", self.grants))
            return await take_in(session, self.clock, self.secrets, data, viewer=mine, apply_it=apply_it)

    async def cameras(self) -> list[Camera]:
        async with self.database.session() as session:
            return list(await queries.cameras(session))


@pytest.fixture
def desk(database: Database, clock: FixedClock, secrets: Secrets) -> Desk:
    return Desk(database, clock, secrets)


FULL = (
    "number,name,site,latitude,longitude,bearing,field_of_view,range_metres,purpose,owner,cost_pence,"
    "main_url,username,password,transport,enabled,recorded,retention_days\n"
    "12,Market Place,Town Centre,53.2357,-1.4275,180,60,40,Safety,Borough,435000,"
    "rtsp://10.0.0.12/m,beadle,hunter2hunter2,TCP,yes,no,14\n"
)


async def test_a_preview_changes_nothing(desk: Desk) -> None:
    result = await desk.send(FULL, apply_it=False)
    assert (result.created, result.updated, result.refused) == (1, 0, 0)
    assert result.rows[0].model_dump() == {
        "line": 2, "action": "create", "number": 12, "name": "Market Place", "errors": []
    }  # fmt: skip
    assert result.new_sites == ["Town Centre"]
    assert await desk.cameras() == []
    async with desk.database.session() as session:
        assert await queries.sites(session) == []
        assert await session.scalar(select(func.count()).select_from(EventRow)) == 0


async def test_applied_it_is_there(desk: Desk) -> None:
    await desk.send(FULL)
    async with desk.database.session() as session:
        (view,) = await queries.views(session)
        (planned,) = await service.recording_plan(session, desk.secrets)
    camera = view.camera
    assert (view.site_name, camera.key, camera.latitude, camera.longitude) == (
        "Town Centre",
        "012-market-place",
        53.2357,
        -1.4275,
    )
    assert (camera.cost_pence, camera.transport, camera.enabled, camera.recorded) == (435_000, "tcp", True, False)
    assert (camera.retention_days, planned.password) == (14, "hunter2hunter2")


async def test_the_same_again_changes_nothing(desk: Desk) -> None:
    await desk.send(FULL)
    again = FULL.replace(",hunter2hunter2,", ",,")
    result = await desk.send(again)
    assert (result.rows[0].action, result.created, result.updated) == ("unchanged", 0, 0)


async def test_columns_that_are_there_are_set_and_others_stay(desk: Desk) -> None:
    await desk.send(FULL)
    result = await desk.send(
        "number,name,owner,retention_days,enabled,main_url\n12,Market Square,,,,rtsp://10.0.0.12/x\n"
    )
    assert result.updated == 1
    (camera,) = await desk.cameras()
    assert (camera.name, camera.owner, camera.purpose) == ("Market Square", "", "Safety")
    assert (camera.retention_days, camera.enabled, camera.key) == (14, True, "012-market-place")
    assert camera.streams == {"main": "rtsp://10.0.0.12/x"}
    assert camera.password_box is not None


async def test_a_steered_camera_says_so_in_a_column_of_its_own(desk: Desk) -> None:
    await desk.send("number,name,ptz\n1,a,YES\n2,b,\n3,c,no\n")
    assert [camera.ptz for camera in await desk.cameras()] == [True, False, False]
    assert (await desk.send("number,name,ptz\n1,a,\n")).updated == 0
    (row,) = (await desk.send("number,name,ptz\n1,a,sometimes\n")).rows
    assert row.errors == ["ptz: write yes or no"]


async def test_sites_are_found_whatever_their_case(desk: Desk) -> None:
    async with desk.database.work() as session:
        await service.create_site(session, SiteIn(name="Town Centre"))
    result = await desk.send("number,name,site\n1,a,TOWN CENTRE\n2,b,Station\n3,c,station\n4,d,\n")
    assert result.new_sites == ["Station"]
    async with desk.database.session() as session:
        assert [site.name for site in await queries.sites(session)] == ["Station", "Town Centre"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("x,a", "number: not a whole number"),
        (",a", "number: not a whole number"),
        ("0,a", "number:"),
        ("100000,a", "number:"),
        ("1.5,a", "number: not a whole number"),
        ("99999999999999999999,a", "number: not a whole number"),
        ("1,", "name:"),
        ("1,   ", "name:"),
        (f"1,{'x' * 121}", "name:"),
        ("1,a\0b", "name: contains a control character"),
        ("1,\x1b[2Ja", "name: contains a control character"),
        ("1,a\u202eb", "name: contains an invisible character"),
        ("1,a,91", "latitude:"),
        ("1,a,nan", "latitude: not a number"),
        ("1,a,1e400", "latitude: not a number"),
        ("1,a,,181", "longitude:"),
        ("1,a,,,http://10.0.0.1/hunter2", "Only rtsp"),
        ("1,a,,,rtsp://10.0.0.1/a b hunter2", "character"),
        ("1,a,,,,sctp", "transport:"),
        ("1,a,,,,,maybe", "recorded: write yes or no"),
        ("1,a,,,,,,0", "retention_days:"),
        ("1,a,,,,,,367", "retention_days:"),
        ("1,a,,,,,,1,9,9,9", "more cells than columns"),
        (f"1,a,,,,,,,{'s' * 121}", "site: longer"),
    ],
)
async def test_a_bad_row_says_why_and_the_others_go_in(desk: Desk, row: str, said: str) -> None:
    heading = "number,name,latitude,longitude,main_url,transport,recorded,retention_days,site\n"
    result = await desk.send(f"{heading}{row}\n77,Good,,,,,,,\n")
    bad, good = result.rows
    assert (bad.action, good.action, result.created, result.refused) == ("refuse", "create", 1, 1)
    assert said in bad.errors[0]
    assert "hunter2" not in str(bad.errors)
    assert "\0" not in str(bad.name)
    assert [camera.number for camera in await desk.cameras()] == [77]


async def test_one_number_twice_in_a_file(desk: Desk) -> None:
    result = await desk.send("number,name\n1,a\n2,b\n1.0,c\n")
    assert [row.action for row in result.rows] == ["create", "create", "refuse"]
    assert "line 2" in result.rows[2].errors[0]


async def test_a_stored_password_does_not_follow_a_row_to_another_host(desk: Desk) -> None:
    await add_camera(desk.database, desk.clock, desk.secrets, 12)
    result = await desk.send("number,name,main_url\n12,Market Place,rtsp://10.66.6.6/\n")
    assert "another host" in result.rows[0].errors[0]
    result = await desk.send("number,name,main_url,password\n12,Market Place,rtsp://10.66.6.6/,again\n")
    assert result.updated == 1


async def test_a_file_that_is_none_changes_nothing(desk: Desk) -> None:
    with pytest.raises(BadSheet):
        await desk.send(b"\x89PNG\r\n\x1a\n")
    assert await desk.cameras() == []


async def test_a_fault_in_the_middle_undoes_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_args: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr("beadle.estate.imports.publish", fail)
    with pytest.raises(RuntimeError):
        await desk.send(FULL)
    assert await desk.cameras() == []


async def test_one_event_for_the_whole_list(desk: Desk) -> None:
    await desk.send("number,name\n1,a\n2,b\n3,c\n")
    async with desk.database.session() as session:
        (event,) = (await session.scalars(select(EventRow))).all()
    assert (event.kind, event.body) == ("estate.changed", {"camera_id": None})


@pytest.mark.slow
async def test_a_hundred_thousand_rows(desk: Desk) -> None:
    rows = [f"{n % 99_999 + 1},Camera {n},{'x' if n % 7 == 0 else '53.2'}" for n in range(100_000)]
    result = await desk.send("number,name,latitude\n" + "\n".join(rows), apply_it=False)
    counts = Counter(row.action for row in result.rows)
    assert len(result.rows) == 100_000
    assert counts["refuse"] == result.refused >= 14_286
    assert counts["create"] == result.created


async def test_certificates_come_with_the_list(desk: Desk) -> None:
    heading = "number,name,tls_verify,tls_fingerprint\n"
    await desk.send(f"{heading}12,Market Place,no,{':'.join(['AB'] * 32)}\n")
    (camera,) = await desk.cameras()
    assert (camera.tls_verify, camera.tls_fingerprint) == (False, "ab" * 32)
    assert (await desk.send(f"{heading}12,Market Place,no,{'AB' * 32}\n")).rows[0].action == "unchanged"
    await desk.send(f"{heading}12,Market Place,,\n")
    (camera,) = await desk.cameras()
    assert (camera.tls_verify, camera.tls_fingerprint) == (False, "")
    result = await desk.send(f"{heading}12,a,maybe,\n13,b,yes,abc\n")
    assert [row.errors[0].split(":")[0] for row in result.rows] == ["tls_verify", "tls_fingerprint"]


async def names_by_number(desk: Desk) -> dict[int, list[str]]:
    async with desk.database.session() as session:
        members, names = await groups.groups_of(session), await groups.names(session)
    return {camera.number: sorted(names[g] for g in members.get(camera.id, ())) for camera in await desk.cameras()}


async def test_groups_come_by_name_and_an_administrator_may_name_new_ones(desk: Desk) -> None:
    await add_group(desk.database, "Town Centre")
    sheet = "number,name,groups\n1,One,town centre; Car parks\n2,Two,\n3,Three,Car parks\n"
    preview = await desk.send(sheet, apply_it=False)
    assert preview.new_groups == ["Car parks"]
    assert await names_by_number(desk) == {}
    result = await desk.send(sheet)
    assert (result.created, result.refused) == (3, 0)
    assert await names_by_number(desk) == {1: ["Car parks", "Town Centre"], 2: [], 3: ["Car parks"]}
    again = await desk.send(sheet)
    assert {row.action for row in again.rows} == {"unchanged"}
    moved = await desk.send("number,name,groups\n1,One,Car parks\n3,Three,\n2,Two,\n")
    assert [row.action for row in moved.rows] == ["update", "update", "unchanged"]
    assert await names_by_number(desk) == {1: ["Car parks"], 2: [], 3: []}
    assert (await desk.send("number,name\n1,One\n")).rows[0].action == "unchanged"
    assert await names_by_number(desk) == {1: ["Car parks"], 2: [], 3: []}


async def test_a_list_changes_nothing_beyond_the_rights_of_whoever_sends_it(
    desk: Desk, database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    own = await add_camera(database, clock, secrets, 1, "Own")
    other = await add_camera(database, clock, secrets, 2, "Other")
    mine = await add_group(database, "Mine", [own.id])
    await add_group(database, "Others", [other.id])
    desk.grants = (Grant(Role.MANAGER, mine),)
    result = await desk.send(
        "number,name,site,groups\n1,Mine still,,Mine\n2,Taken,,Mine\n3,Nobodys,,\n4,Given away,,Others\n"
        "5,New,,Mine\n6,Unheard,,Elsewhere\n7,Placed,Nowhere,Mine\n"
    )
    assert [row.action for row in result.rows] == ["update", *["refuse"] * 3, "create", *["refuse"] * 2]
    said = [row.errors[0] for row in result.rows if row.errors]
    assert "do not cover the camera of this number" in said[0]
    assert "none of your groups" in said[1]
    assert "into this group" in said[2]
    assert said[3] == "groups: there is no camera group Elsewhere"
    assert "may not add one" in said[4]
    assert (result.new_groups, result.new_sites) == ([], [])
    assert await names_by_number(desk) == {1: ["Mine"], 2: ["Others"], 5: ["Mine"]}
    emptied = await desk.send("number,name,groups\n1,Mine still,\n")
    assert emptied.rows[0].action == "refuse"

from __future__ import annotations

import uuid

import pytest
from tests.factories.town import HOUR_AGO_US, Town, at, span

from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.video.terms import Action


async def test_the_timeline_says_what_there_is(town: Town) -> None:
    one, two = town.ids.values()
    town.record(one, 0, groups=5)
    operator = await town.person(Role.OPERATOR)
    query = {**span(0, 60), "camera": [str(one), str(two)], "buckets": 6}
    answer = await operator.ask("GET", "/api/video/timeline", params=query)
    assert answer.status_code == 200, answer.text
    first, second = answer.json()["cameras"]
    assert first["spans"] == [{"from": at(0), "to": at(10)}]
    assert len(first["activity"]) == 6
    assert first["oldest"] == at(0)
    assert first["loss_date"] == "2026-07-02T11:00:00Z"
    assert second["spans"] == []
    assert second["loss_date"] is None


async def test_fragments_are_an_audited_look_and_media_needs_it(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0, groups=3)
    town.record(one, 6, groups=2, close=False)
    operator = await town.person(Role.OPERATOR)
    answer = await operator.ask("GET", f"/api/video/cameras/{one}/fragments", params=span(0, 60))
    body = answer.json()
    assert [len(segment["fragments"]) for segment in body["segments"]] == [3, 2]
    first = body["segments"][0]
    assert first["mime"].startswith('video/mp4; codecs="avc1.')
    assert first["init"][0] == 0
    offset, length, start_us, duration_us, tfdt = first["fragments"][1]
    assert (start_us, duration_us, tfdt) == (HOUR_AGO_US + 2_000_000, 2_000_000, 180_000)
    (line,) = await town.audit(Action.REPLAY)
    assert line.object == f"camera:{one}"
    got = await operator.ask("GET", first["url"], headers={"Range": f"bytes={offset}-{offset + length - 1}"})
    assert got.status_code == 206
    assert got.headers["content-range"].startswith(f"bytes {offset}-")
    assert got.content[4:8] == b"prft"
    assert got.headers["cache-control"] == "private, no-store"
    lines = len(await town.audit())
    await operator.ask("GET", first["url"])
    assert len(await town.audit()) == lines


async def test_whole_files_several_ranges_and_if_range(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one)
    operator = await town.person(Role.OPERATOR)
    body = (await operator.ask("GET", f"/api/video/cameras/{one}/fragments", params=span(0, 60))).json()
    url = body["segments"][0]["url"]
    whole = await operator.ask("GET", url)
    assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
    (path,) = (town.volume.path / town.key(one)).glob("*/*.mp4")
    assert whole.content == path.read_bytes()
    several = await operator.ask("GET", url, headers={"Range": "bytes=0-3,8-11"})
    assert several.status_code == 206
    assert several.headers["content-type"].startswith("multipart/byteranges")
    stale = await operator.ask("GET", url, headers={"Range": "bytes=0-3", "If-Range": '"old"'})
    assert stale.status_code == 200
    same = await operator.ask("GET", url, headers={"Range": "bytes=0-3", "If-Range": whole.headers["etag"]})
    assert same.status_code == 206
    beyond = await operator.ask("GET", url, headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416


async def test_a_hundred_thousand_ranges_are_refused(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one)
    operator = await town.person(Role.OPERATOR)
    body = (await operator.ask("GET", f"/api/video/cameras/{one}/fragments", params=span(0, 60))).json()
    many = "bytes=" + ",".join(f"{n * 2}-{n * 2}" for n in range(100_000))
    answer = await operator.ask("GET", body["segments"][0]["url"], headers={"Range": many})
    assert answer.status_code == 416
    assert answer.content == b""


async def test_a_look_is_for_one_camera_one_session_one_time(town: Town, clock: FixedClock) -> None:
    one, two = town.ids.values()
    town.record(one, 0)
    town.record(one, 600)
    town.record(two, 0)
    operator = await town.person(Role.OPERATOR)
    supervisor = await town.person(Role.SUPERVISOR)
    body = (await operator.ask("GET", f"/api/video/cameras/{one}/fragments", params=span(0, 60))).json()
    later = (await operator.ask("GET", f"/api/video/cameras/{one}/fragments", params=span(600, 660))).json()
    other = (await operator.ask("GET", f"/api/video/cameras/{two}/fragments", params=span(0, 60))).json()
    url, look = body["segments"][0]["url"], body["look"]
    outside = later["segments"][0]["url"].split("?")[0] + f"?look={look}"
    elsewhere = other["segments"][0]["url"].split("?")[0] + f"?look={look}"
    for person, address in ((supervisor, url), (operator, outside), (operator, elsewhere), (operator, url[:-5])):
        assert (await person.ask("GET", address)).status_code == 403
    assert (await operator.ask("GET", url.split("?")[0])).status_code == 422
    assert (await operator.ask("GET", url)).status_code == 200
    clock.advance(3600)
    assert (await operator.ask("GET", url)).status_code == 403


async def test_a_look_ends_with_its_session(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one)
    operator = await town.person(Role.OPERATOR)
    body = (await operator.ask("GET", f"/api/video/cameras/{one}/fragments", params=span(0, 60))).json()
    await operator.ask("DELETE", "/api/session")
    assert (await operator.ask("GET", body["segments"][0]["url"])).status_code == 401


async def test_the_playlist_plays_from_byte_ranges(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    town.record(one, 60)
    operator = await town.person(Role.OPERATOR)
    answer = await operator.ask("GET", f"/api/video/cameras/{one}/playlist.m3u8", params=span(0, 120))
    assert answer.headers["content-type"] == "application/vnd.apple.mpegurl"
    lines = answer.text.splitlines()
    assert lines.count("#EXT-X-GAP") == 1
    assert "#EXT-X-ENDLIST" in lines
    url = next(line for line in lines if line.startswith("/api/video/media/"))
    assert (await operator.ask("GET", url)).status_code == 200
    assert [line.action for line in await town.audit(Action.REPLAY)] == ["footage.replay"]


async def test_a_still_is_exact_and_audited(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one)
    operator = await town.person(Role.OPERATOR)
    answer = await operator.ask("GET", f"/api/video/cameras/{one}/still.jpg", params={"at": at(4.45)})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-frame-time"] == "2026-06-01T11:00:04.400Z"
    assert answer.content[:2] == b"\xff\xd8"
    (line,) = await town.audit(Action.STILL)
    assert (line.object, line.detail["at"]) == (f"camera:{one}", "2026-06-01T11:00:04.450Z")
    nothing = await operator.ask("GET", f"/api/video/cameras/{one}/still.jpg", params={"at": at(500)})
    assert nothing.status_code == 404
    assert "time line" in nothing.json()["advice"]


async def test_scrubbing_is_one_line_an_hour_and_none_under_a_look(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one)
    operator = await town.person(Role.OPERATOR)
    url = f"/api/video/cameras/{one}/thumbnail.jpg"
    for second in (0.0, 1.4, 5.0, 12.0):
        answer = await operator.ask("GET", url, params={"at": at(second)})
        assert answer.status_code == 200, answer.text
    assert answer.headers["x-frame-time"] == "2026-06-01T11:00:08.000Z"
    assert len(await town.audit(Action.THUMBNAIL)) == 1
    body = (await operator.ask("GET", f"/api/video/cameras/{one}/fragments", params=span(0, 60))).json()
    other = await town.person(Role.SUPERVISOR)
    assert (await other.ask("GET", url, params={"at": at(0), "look": body["look"]})).status_code == 403
    look = {"at": at(0), "look": body["look"]}
    assert (await operator.ask("GET", url, params=look)).status_code == 200
    outside = {"at": at(300), "look": body["look"]}
    assert (await operator.ask("GET", url, params=outside)).status_code == 422


ROUTES = [
    "timeline?camera={id}&{span}",
    "cameras/{id}/fragments?{span}",
    "cameras/{id}/playlist.m3u8?{span}",
    "cameras/{id}/still.jpg?at=2026-06-01T11:00:00Z",
    "cameras/{id}/thumbnail.jpg?at=2026-06-01T11:00:00Z",
    "media/{id}/{segment}?look=x",
]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.CONTRACTOR, Role.CABINET_MEMBER, Role.ENFORCEMENT_OFFICER])
async def test_nobody_else_sees_footage(town: Town, route: str, role: Role | None) -> None:
    one, _ = town.ids.values()
    town.record(one)
    person = await (town.stranger() if role is None else town.person(role))
    words = {"id": one, "segment": f"{town.volume.id}.{HOUR_AGO_US}"}
    path = route.format(**words, span="from=2026-06-01T11:00:00Z&to=2026-06-01T11:01:00Z")
    answer = await person.ask("GET", f"/api/video/{path}")
    assert answer.status_code == (401 if role is None else 403)
    assert b"mp4" not in answer.content
    assert b"moof" not in answer.content


@pytest.mark.parametrize(
    "segment", ["..%2f..%2fetc%2fpasswd", "x.1", "0123456789abcdef.-1", "v.99999999999999999999", "%00", ".", "v."]
)
async def test_no_name_leads_out_of_the_footage(town: Town, segment: str) -> None:
    one, _ = town.ids.values()
    town.record(one)
    operator = await town.person(Role.OPERATOR)
    body = (await operator.ask("GET", f"/api/video/cameras/{one}/fragments", params=span(0, 60))).json()
    answer = await operator.ask("GET", f"/api/video/media/{one}/{segment}?look={body['look']}")
    assert answer.status_code == 404


async def test_absurd_spans_and_cameras(town: Town) -> None:
    one, _ = town.ids.values()
    operator = await town.person(Role.OPERATOR)
    base = f"/api/video/cameras/{one}/fragments"
    for query in (
        {"from": at(60), "to": at(0)},
        {"from": "1970-01-01T00:00:00Z", "to": at(0)},
        {"from": "x", "to": "y"},
        {"from": "0001-01-01T00:30:00+01:00", "to": at(0)},
        {"from": at(0), "to": "9999-12-31T23:30:00-01:00"},
    ):
        assert (await operator.ask("GET", base, params=query)).status_code == 422
    naive = {"from": "2026-06-01T11:00:00", "to": "2026-06-01T11:01:00"}
    assert (await operator.ask("GET", base, params=naive)).status_code == 422
    unknown = f"/api/video/cameras/{uuid.uuid4()}/fragments"
    assert (await operator.ask("GET", unknown, params=span(0, 60))).status_code == 404
    line = {**span(0, 60), "camera": str(one), "buckets": 0}
    assert (await operator.ask("GET", "/api/video/timeline", params=line)).status_code == 422

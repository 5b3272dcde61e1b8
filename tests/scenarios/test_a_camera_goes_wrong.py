"""Story 4: each camera goes wrong in its own way at the same time. Health says what happened, footage keeps its truth.

The faults run side by side, because most of their time is waiting; each has a test of its own, and one camera that
nothing happens to stands for all the others.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio
from tests.factories.system import Person, System, iso, messages
from tests.factories.waiting import until
from tests.scenarios.conftest import CAMERA_USER, SIGN_IN
from tests.scenarios.pictures import FRAME_US, check_whole, decode, gaps, holes, listing, moment_us, replay

from beadle.platform.clock import SYSTEM
from beadle.platform.tasks import TaskSet
from beadle.simulator.rtsp_messages import SignIn
from beadle.simulator.simulator import RunningCamera, Simulator

SECOND_US = 1_000_000


@dataclass
class Patient:
    """A camera of the shared system that is about to go wrong."""

    admin: Person
    id: str
    cameras: Simulator
    number: int
    news: list[dict[str, Any]]
    start_us: int = 0
    wrong_us: int = 0
    changed: tuple[int, int, set[int]] | None = None

    @property
    def served(self) -> RunningCamera:
        """The pretend camera."""
        return self.cameras.camera(self.number)

    def new_password(self, password: str) -> None:
        """Somebody sets another password at the camera itself."""
        known = self.cameras._town.cameras
        known[self.number] = replace(known[self.number], sign_in=SignIn(CAMERA_USER, password))

    def goes_wrong(self, kind: str) -> None:
        """From now on."""
        self.wrong_us = SYSTEM.now_us()
        self.served.fault(kind)

    async def told(self, state: str, *, words: str) -> None:
        """Browsers are told of the state in words that a person understands; how soon is measured by a benchmark."""

        async def look() -> dict[str, Any] | None:
            said = [each for each in self._news() if each["state"] == state and words in each["detail"]]
            return said[0] if said else None

        found = await until(look, what=f"news that the camera is {state} with the words {words!r}")
        assert "Error" not in found["detail"]

    def _news(self) -> list[dict[str, Any]]:
        mine = [each for each in self.news if each["camera_id"] == self.id]
        return [each for each in mine if moment_us(each["since"]) >= self.wrong_us]

    async def recovers(self, kind: str | None = None) -> int:
        """Mend the camera and wait until two more seconds are recorded; the moment from which they are."""
        self.served.mend(kind)
        mended_us = SYSTEM.now_us()
        await self.admin.until_state(self.id, "online")

        async def look() -> int | None:
            spans = (await self.admin.timeline(self.id, self.start_us))["spans"]
            begin, end = (moment_us(spans[-1][word]) for word in ("from", "to"))
            since = max(begin, mended_us)
            return since if end > since + 2 * SECOND_US else None

        return await until(look, what="recording after the fault")

    async def whole(self, start_us: int, end_us: int) -> None:
        """Not a picture is missing between two moments."""
        seen = await replay(self.admin, self.id, start_us, end_us)
        await asyncio.to_thread(check_whole, seen, start_us, end_us, self.number)

    async def is_whole_but_for_one_gap(self, back_us: int, *reasons: str) -> None:
        """Footage up to the fault and after it, and between them one gap that says why."""
        line = await self.admin.timeline(self.id, self.start_us)
        found = gaps(line, longer_than_s=0)
        assert len(found) == 1, line
        assert found[0][1] in reasons, line
        gap = line["gaps"][0]
        assert line["spans"][0]["to"] == gap["from"], line
        assert abs(moment_us(gap["from"]) - self.wrong_us) < 3 * SECOND_US, "what came before the fault is not kept"
        await self.whole(self.start_us, moment_us(gap["from"]))
        assert moment_us(gap["to"]) <= back_us
        await self.whole(back_us, back_us + 2 * SECOND_US)


async def stalls(patient: Patient) -> None:
    """The connection stays open, but nothing comes."""
    patient.goes_wrong("stall")
    await patient.told("lost", words="The camera has sent nothing for")
    await patient.is_whole_but_for_one_gap(await patient.recovers(), "connection_lost")


async def drops(patient: Patient) -> None:
    """The camera closes its connection once, as when it is restarted."""
    patient.goes_wrong("drop")
    await patient.told("lost", words="connection")
    await patient.is_whole_but_for_one_gap(await patient.recovers(), "connection_lost")


async def gets_another_password(patient: Patient) -> None:
    """Somebody changes the camera's password; the recorder is told the new one by the administrator."""
    patient.new_password("changed at the camera")
    patient.goes_wrong("drop")
    await patient.told("lost", words="password")
    await patient.admin.patch(f"/api/cameras/{patient.id}", {"password": "changed at the camera"})
    await patient.is_whole_but_for_one_gap(await patient.recovers(), "connection_lost", "not_recorded")


async def sends_no_video(patient: Patient) -> None:
    """The camera answers, but has no video to offer, as when its video input is unplugged."""
    patient.goes_wrong("no_video")
    await patient.told("no_video", words="video")
    await patient.is_whole_but_for_one_gap(await patient.recovers(), "no_video", "connection_lost")


async def freezes(patient: Patient) -> None:
    """The same picture comes again and again. It is recorded all the same: it is what the camera sent."""
    patient.goes_wrong("frozen")
    await patient.told("frozen", words="stands still")
    back_us = await patient.recovers()
    line = await patient.admin.timeline(patient.id, patient.start_us)
    assert gaps(line, longer_than_s=0) == []
    seen = await replay(patient.admin, patient.id, patient.start_us, back_us + 2 * SECOND_US)
    steps = [two.at_us - one.at_us for one, two in pairwise(seen)]
    assert max(steps) < 1.5 * FRAME_US
    await patient.whole(patient.start_us, patient.wrong_us)


async def changes_its_picture_size(patient: Patient) -> None:
    """A new size in mid-stream: a new file begins, no picture is lost, and an export plays from end to end."""
    patient.goes_wrong("sps_change")
    sizes = await _recorded_in_two_ways(patient, "width")
    assert len(sizes) == 2
    back_us = await patient.recovers()
    line = await patient.admin.timeline(patient.id, patient.start_us)
    assert gaps(line, longer_than_s=0) == [], line
    end_us = back_us + 2 * SECOND_US
    seen = await replay(patient.admin, patient.id, patient.start_us, end_us)
    assert {each.width for each in seen} == sizes
    assert not holes([each for each in seen if each.width == 320 and each.at_us < patient.wrong_us])
    assert abs(len(seen) - (end_us - patient.start_us) / FRAME_US) <= 3
    await _can_be_exported(patient, end_us, len(seen), sizes)


async def changes_to_h265(patient: Patient) -> None:
    """Another codec after a restart of the camera, and back."""
    patient.goes_wrong("h265")
    kinds = await _recorded_in_two_ways(patient, "mime")
    assert sorted(kind.split('"')[1][:4] for kind in kinds) == ["avc1", "hvc1"]
    back_us = await patient.recovers()
    line = await patient.admin.timeline(patient.id, patient.start_us)
    assert {reason for _, reason in gaps(line)} == {"connection_lost"}
    assert all(seconds < 6 for seconds, _ in gaps(line)), line
    end_us = back_us + 2 * SECOND_US
    seen = await replay(patient.admin, patient.id, patient.start_us, end_us)
    recorded_us = sum(
        min(moment_us(span["to"]), end_us) - max(moment_us(span["from"]), patient.start_us) for span in line["spans"]
    )
    assert abs(len(seen) - recorded_us / FRAME_US) <= 6
    patient.changed = end_us, len(seen), {each.width for each in seen}


async def _recorded_in_two_ways(patient: Patient, word: str) -> set[Any]:
    """Wait until some seconds are recorded after the change; the values of a word of all files."""

    async def look() -> set[Any]:
        files = (await listing(patient.admin, patient.id, patient.start_us, SYSTEM.now_us()))["segments"]
        changed = [each for each in files if each[word] != files[0][word]]
        lengths = [moment_us(each["to"]) - moment_us(each["from"]) for each in changed]
        return {each[word] for each in files} if sum(lengths) > 2 * SECOND_US else set()

    return await until(look, what=f"a recording with another {word}")


async def _can_be_exported(patient: Patient, end_us: int, pictures: int, sizes: set[Any]) -> None:
    wish = {
        "cameras": [patient.id],
        "from": iso(patient.start_us),
        "to": iso(end_us),
        "purpose": "maintenance",
        "reason": "A camera that changed its stream",
    }
    export = await patient.admin.post("/api/video/exports", wish, expect=201)

    async def done() -> dict[str, Any] | None:
        found: dict[str, Any] = await patient.admin.get(f"/api/video/exports/{export['id']}")
        assert found["status"] not in {"failed", "cancelled"}, found
        return found if found["status"] == "done" else None

    widths: set[int] = set()
    count = 0
    for file in (await until(done, what="the export"))["files"]:
        answer = await patient.admin.ask("GET", file["url"])
        assert answer.status_code == 200
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        seen = await asyncio.to_thread(decode, answer.content)
        widths |= {each.width for _, each in seen}
        count += len(seen)
    assert widths == sizes
    # Whole groups are exported, so up to a second more on either side of each file.
    assert pictures - 3 <= count <= pictures + 50


TROUBLES = {
    stalls: 5,
    drops: 6,
    gets_another_password: 7,
    sends_no_video: 8,
    freezes: 9,
    changes_its_picture_size: 10,
    changes_to_h265: 11,
}
SOUND = 12


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bad_minute(town: System, admin: Person, cameras: Simulator) -> AsyncIterator[dict[str, Any]]:
    """Everything goes wrong at once. By name: how each story went (None: well, else its failure), and the sound one."""
    patients = {}
    news: list[dict[str, Any]] = []
    async with TaskSet() as tasks, admin.socket("/api/events") as socket:
        tasks.spawn(_listen(messages(socket), news), name="news")
        for number in (*TROUBLES.values(), SOUND):
            url = cameras.camera(number).url()
            added = await admin.add_camera(400 + number, f"Trouble {number}", url, **SIGN_IN)
            patients[number] = Patient(admin, added["id"], cameras, number, news)
        for patient in patients.values():
            await admin.until_state(patient.id, "online")
        await town.written(*[each["key"] for each in await admin.get("/api/cameras")])
        for patient in patients.values():
            patient.start_us = patient.wrong_us = SYSTEM.now_us()
        await asyncio.gather(*(_two_seconds(patient) for patient in patients.values()))
        stories = [story(patients[number]) for story, number in TROUBLES.items()]
        ends = await asyncio.gather(*stories, return_exceptions=True)
        outcome: dict[str, Any] = {story.__name__: end for story, end in zip(TROUBLES, ends, strict=True)}
        yield outcome | {"sound": patients[SOUND], "h265": patients[TROUBLES[changes_to_h265]]}
        await socket.close()
    for patient in patients.values():
        await admin.post(f"/api/cameras/{patient.id}/retire")


async def _listen(told: AsyncIterator[dict[str, Any] | bytes], news: list[dict[str, Any]]) -> None:
    async for event in told:
        if not isinstance(event, dict) or event["kind"] != "camera.health":
            continue
        news.append(event["body"])


async def _two_seconds(patient: Patient) -> None:
    async def look() -> bool:
        newest = (await patient.admin.timeline(patient.id, patient.start_us))["newest"]
        return newest is not None and moment_us(newest) > patient.start_us + 2 * SECOND_US

    await until(look, what="two seconds of footage")


@pytest.mark.parametrize("story", [story.__name__ for story in TROUBLES])
async def test_a_camera(story: str, bad_minute: dict[str, Any]) -> None:
    failure = bad_minute[story]
    if failure is not None:
        raise failure


async def test_a_sound_camera_beside_them_notices_nothing(bad_minute: dict[str, Any]) -> None:
    sound: Patient = bad_minute["sound"]
    line = await sound.admin.timeline(sound.id, sound.start_us)
    assert gaps(line, longer_than_s=0) == []
    await sound.whole(sound.start_us, moment_us(line["newest"]) - SECOND_US)
    assert sound._news() == []


async def test_footage_in_two_codecs_can_be_exported(bad_minute: dict[str, Any]) -> None:
    patient: Patient = bad_minute["h265"]
    assert patient.changed is not None, "the story before it came to no end"
    end_us, pictures, sizes = patient.changed
    assert len(sizes) == 2, "the other codec's pictures have another size"
    await _can_be_exported(patient, end_us, pictures, sizes)

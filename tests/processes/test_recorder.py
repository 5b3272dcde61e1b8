"""The recorder as a process: kills, signals, disks and configurations, with simulated cameras over real RTSP."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.recorder import SOURCES, RecorderProcess, cameras_file, decode, files, recording
from tests.factories.simulator import small_simulator

from beadle.platform.clock import SYSTEM
from beadle.platform.errors import Invalid, Unavailable
from beadle.processes.recorder import plan_by_hand, plan_from_data
from beadle.video.footage.find import Archive
from beadle.video.footage.gaps import account
from beadle.video.footage.volume import Volume

FRAME_US = 100_000
"""More than a picture of the pretend cameras lasts."""
"""The simulator's tiny cameras send a key picture a second."""
HEAVY = ("sqlalchemy", "fastapi", "starlette", "onnxruntime", "psycopg", "numpy", "av", "cv2")


def test_the_process_loads_neither_web_nor_database():
    code = (
        "import sys, beadle.processes.cli as c; c._mount_recorder()\n"
        "import beadle.processes.recorder, uvloop\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"


def test_a_plan_needs_somewhere_to_record_to(tmp_path: Path):
    file = cameras_file(tmp_path / "c.toml", ["rtsp://192.0.2.7/"])
    with pytest.raises(Invalid, match="nowhere"):
        plan_by_hand(file, [], None)


def test_a_plan_from_a_new_data_folder_has_no_cameras_and_the_volume_of_the_settings(tmp_path: Path):
    plan = plan_from_data(tmp_path / "data", [], None)
    assert plan.cameras == {}
    assert plan.folders == [tmp_path / "data/volumes/1"]
    assert plan.socket is not None
    assert plan.socket.name == "recorder.sock"


async def test_records_and_on_sigterm_closes_every_file(tmp_path: Path):
    async with small_simulator(3) as simulator:
        urls = [simulator.camera(number).url() for number in (1, 2, 3)]
        async with recording(tmp_path, urls) as recorder:
            status = await recorder.written()
            assert await recorder.end(signal.SIGTERM) == 0
    assert {camera["codec"] for camera in status["cameras"]} == {"h264"}
    with Volume.open(tmp_path / "volume", SYSTEM) as volume:
        assert volume.unfinished == []
    assert all(decode(file) > 0 for file in files(tmp_path / "volume"))
    assert not recorder.socket.exists()


async def test_kill_nine_loses_nothing_that_was_written_and_recording_comes_back(tmp_path: Path):
    dice = random.Random(9)
    async with small_simulator(3) as simulator:
        urls = [simulator.camera(number).url() for number in (1, 2, 3)]
        async with recording(tmp_path, urls) as recorder:
            begun = (await recorder.written())["cameras"]
            killed: list[tuple[int, dict[str, int]]] = []
            for _ in range(3):
                aim = dice.uniform(0, 1.5)
                at = SYSTEM.monotonic() + aim
                await recorder.until(lambda _status, at=at: SYSTEM.monotonic() >= at)
                status = await recorder.status() or {"cameras": []}
                await recorder.end(signal.SIGKILL)
                written = {each["key"]: int(each["last_written_us"]) for each in status["cameras"]}
                killed.append((SYSTEM.now_us(), written))
                assert all(decode(file) > 0 for file in files(tmp_path / "volume"))
                await recorder.start()
                await recorder.written()  # how soon, and how much is lost, is measured by tests/prove/kill_nine.py
            await recorder.end(signal.SIGTERM)
    with Volume.open(tmp_path / "volume", SYSTEM) as volume, Archive([volume]) as archive:
        for camera in begun:
            spans = archive.timeline([camera["key"]], 0, SYSTEM.now_us())[0].spans
            for moment, written in killed:
                before = max(span.end_us for span in spans if span.start_us < moment)
                # The last picture before a kill has no next one, so that repair tells its length anew.
                assert written[camera["key"]] - FRAME_US < before <= moment
            gaps = archive.gaps(camera["key"], 0, SYSTEM.now_us())
            assert [gap.reason for gap in gaps] == ["recorder_stopped"] * 3
            assert account(spans[0].start_us, spans[-1].end_us, spans, gaps).balanced


async def test_a_camera_that_goes_and_comes_back_leaves_a_gap_with_its_reason(tmp_path: Path):
    async with small_simulator(2) as simulator:
        urls = [simulator.camera(number).url() for number in (1, 2)]
        async with recording(tmp_path, urls) as recorder:
            await recorder.written()
            news = recorder.link.events()
            await anext(news)
            simulator.camera(1).fault("stall", seconds=7)
            event = await anext(news)
            assert (event["camera"], event["state"]) == ("cam-1", "lost")
            await news.aclose()
            await recorder.until(lambda s: s["cameras"][0]["state"] == "online", what="coming back")
            at = (await recorder.status() or {})["recorder"]["now_us"]
            await recorder.until(lambda s: (s["cameras"][0]["last_written_us"] or 0) > at)
            await recorder.end(signal.SIGTERM)
    with Volume.open(tmp_path / "volume", SYSTEM) as volume, Archive([volume]) as archive:
        (gap,) = archive.gaps("cam-1", 0, SYSTEM.now_us())
        assert gap.reason == "connection_lost"
        (line,) = archive.timeline(["cam-1"], 0, SYSTEM.now_us())
        assert account(line.spans[0].start_us, line.spans[-1].end_us, line.spans, [gap]).balanced
        assert archive.gaps("cam-2", 0, SYSTEM.now_us()) == []


async def test_a_second_recorder_cannot_write_on_the_same_volume(tmp_path: Path):
    async with small_simulator(1) as simulator:
        url = simulator.camera(1).url()
        async with recording(tmp_path, [url]) as first:
            await first.written()
            arguments = ("--cameras", tmp_path / "cameras.toml", "--volume", tmp_path / "volume")
            async with RecorderProcess(*arguments, socket=tmp_path / "s.sock") as second:
                status = await second.until(lambda s: s["volumes"][0]["detail"], what="refusing the volume")
                assert "Another process" in status["volumes"][0]["detail"]
                await second.until(lambda s: s["cameras"][0]["state"] == "not_recording", what="saying so")
                # When the first one ends, the second takes over by itself.
                await first.end(signal.SIGTERM)
                await second.written()
                await second.end(signal.SIGTERM)
    assert all(decode(file) > 0 for file in files(tmp_path / "volume"))


async def test_a_configuration_is_taken_up_while_running_kept_and_used_at_the_next_start(tmp_path: Path):
    async with small_simulator(3) as simulator:

        def camera(number: int, **change: object) -> dict[str, object]:
            streams = {"main": simulator.camera(number).url(), "sub": simulator.camera(number).url("sub")}
            return {"key": f"cam-{number}", "name": f"Cam {number}", "streams": streams, "password": "word", **change}

        data = tmp_path / "data"
        async with RecorderProcess("--data", data, socket=tmp_path / "r.sock") as recorder:
            await recorder.until(lambda s: s["recorder"]["version"] == 0)
            await recorder.link.configure(1, [camera(1), camera(2)])
            before = (await recorder.written())["cameras"][0]
            assert await recorder.link.configure(2, [camera(1, name="New"), camera(3)]) == {"version": 2, "cameras": 2}
            status = await recorder.written()
            assert [each["key"] for each in status["cameras"]] == ["cam-1", "cam-3"]
            assert status["cameras"][0]["frames"] > before["frames"]  # it went on
            with pytest.raises(Invalid):
                await recorder.link.configure(3, [camera(1), camera(1)])
            assert (await recorder.status() or {})["recorder"]["version"] == 2
            await recorder.end(signal.SIGKILL)
            await recorder.start()
            status = await recorder.written()
            assert [each["name"] for each in status["cameras"]] == ["New", "Cam 3"]
            await recorder.end(signal.SIGTERM)
    with Volume.open(data / "volumes/1", SYSTEM) as volume, Archive([volume]) as archive:
        spans = archive.timeline(["cam-1"], 0, SYSTEM.now_us())[0].spans
        gaps = archive.gaps("cam-1", 0, SYSTEM.now_us())
        assert [gap.reason for gap in gaps] == ["recorder_stopped"]
        assert account(spans[0].start_us, spans[-1].end_us, spans, gaps).balanced


async def test_live_pictures_and_a_sub_stream_that_is_opened_while_watched(tmp_path: Path):
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        cameras_file(tmp_path / "cameras.toml", [camera.url()], sub_url=camera.url("sub"))
        arguments = ("--cameras", tmp_path / "cameras.toml", "--volume", tmp_path / "volume")
        async with RecorderProcess(*arguments, socket=tmp_path / "r.sock") as recorder:
            await recorder.written()
            assert camera.viewers == 1
            async with recorder.link.live("cam-1", "sub") as stream:
                assert (stream.header["width"], stream.header["stream"]) == (160, "sub")
                assert isinstance(await anext(aiter(stream)), bytes)
                assert camera.viewers == 2
            await recorder.until(lambda _: camera.viewers == 1, what="closing the sub stream")
            async with recorder.link.live("cam-1") as stream:
                assert stream.header["width"] == 320
            with pytest.raises(Exception, match="no third stream"):
                async with recorder.link.live("cam-1", "third"):
                    pass


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 110 MB, of which the volume keeps 64 in reserve."""
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("mounting a disk needs root")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=110m", "none", str(folder)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"no disk can be mounted here: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


async def test_a_full_disk_moves_recording_on_and_is_used_again_when_there_is_room(tmp_path: Path, small_disk: Path):
    async with small_simulator(2) as simulator:
        cameras_file(tmp_path / "cameras.toml", [simulator.camera(number).url() for number in (1, 2)])
        arguments = ("--cameras", tmp_path / "cameras.toml", "--volume", small_disk)
        async with RecorderProcess(*arguments, socket=tmp_path / "r.sock") as recorder:
            await recorder.written()
            with (small_disk / "lost+found").open("wb") as stuff:
                os.posix_fallocate(stuff.fileno(), 0, 105 << 20)
            status = await recorder.until(
                lambda s: s["volumes"][0]["state"] == "full" or s["volumes"][0]["crowded"],
                what="noticing the full disk",
            )
            # Files that are open are written on into the reserve; new ones are not begun.
            (small_disk / "lost+found").unlink()
            at = status["recorder"]["now_us"]
            await recorder.until(
                lambda s: (
                    s["volumes"][0]["state"] == "ready"
                    and all((each["last_written_us"] or 0) > at for each in s["cameras"])
                ),
                what="recording again",
            )
            await recorder.end(signal.SIGTERM)
    assert all(decode(file) > 0 for file in files(small_disk))


async def test_a_read_only_disk_is_said_and_used_once_it_is_remounted(tmp_path: Path, small_disk: Path):
    Volume.create(small_disk, SYSTEM).close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    async with small_simulator(1) as simulator:
        cameras_file(tmp_path / "cameras.toml", [simulator.camera(1).url()])
        arguments = ("--cameras", tmp_path / "cameras.toml", "--volume", small_disk)
        async with RecorderProcess(*arguments, socket=tmp_path / "r.sock") as recorder:
            status = await recorder.until(lambda s: s["volumes"][0]["detail"])
            assert "read-only" in status["volumes"][0]["detail"]
            await recorder.until(lambda s: s["cameras"][0]["state"] == "not_recording", what="saying so")
            subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
            await recorder.written()
            subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], capture_output=True, check=False)
            await recorder.end(signal.SIGTERM)


async def test_an_unmounted_disk_is_not_written_around(tmp_path: Path, small_disk: Path):
    async with small_simulator(1) as simulator:
        cameras_file(tmp_path / "cameras.toml", [simulator.camera(1).url()])
        spare = tmp_path / "spare"
        arguments = ("--cameras", tmp_path / "cameras.toml", "--volume", small_disk, "--volume", spare)
        async with RecorderProcess(*arguments, socket=tmp_path / "r.sock") as recorder:
            await recorder.written()
            subprocess.run(["umount", "-l", str(small_disk)], check=True)
            status = await recorder.until(lambda s: s["volumes"][0]["state"] == "missing", what="noticing it")
            at = status["recorder"]["now_us"]
            await recorder.until(
                lambda s: (
                    (s["cameras"][0]["last_written_us"] or 0) > at
                    and str(s["cameras"][0]["segment"]).startswith(str(spare))
                ),
                what="recording on the other disk",
            )
            await recorder.end(signal.SIGTERM)
    assert list(small_disk.iterdir()) == []
    assert files(spare)


async def test_a_recorder_that_is_not_there_is_away(tmp_path: Path):
    with pytest.raises(Unavailable):
        await RecorderProcess(socket=tmp_path / "r.sock").link.status()

"""`beadle footage`: no server, no database."""

from __future__ import annotations

import json
from pathlib import Path

import av
import pytest
from tests.factories.video import GOP_FRAMES, record
from typer.testing import CliRunner

from beadle.platform.clock import FixedClock
from beadle.platform.errors import Invalid
from beadle.video.footage.clip import plan_clips
from beadle.video.footage.commands import app, moment, write_clips
from beadle.video.footage.find import Archive
from beadle.video.footage.volume import Volume, segment_name
from beadle.video.terms import Codec

GROUP_US = 2_000_000


@pytest.fixture
def folder(volume: Volume, clock: FixedClock) -> Path:
    """Two files, a hole, one file; the recorder has ended."""
    start = clock.now_us()
    record(volume, "gate", start, groups=2)
    record(volume, "gate", start + 2 * GROUP_US, groups=1)
    record(volume, "gate", start + 10 * GROUP_US, groups=1)
    record(volume, "market", start, groups=1)
    volume.close()
    return volume.path


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    assert result.exit_code == code, result.output + result.stderr
    return result.stdout if code == 0 else result.output + result.stderr


def test_listing_cameras_and_files(folder: Path):
    rows = json.loads(run("list", "--volume", folder, "--json"))
    assert [(row["camera"], row["from"]) for row in rows] == [
        ("gate", "2026-06-01T12:00:00Z"),
        ("market", "2026-06-01T12:00:00Z"),
    ]
    files = json.loads(run("list", "--volume", folder, "--camera", "gate", "--json"))
    assert [row["to"] for row in files] == ["2026-06-01T12:00:04Z", "2026-06-01T12:00:06Z", "2026-06-01T12:00:22Z"]
    assert all(len(row["sha256"]) == 64 and Path(row["file"]).exists() for row in files)
    late = ("--from", "2026-06-01T12:00:05Z", "--to", "2026-06-01T12:00:07Z")
    assert len(json.loads(run("list", "--volume", folder, "--camera", "gate", *late, "--json"))) == 1
    assert "gate" in run("list", "--volume", folder)
    assert "nothing recorded" in run("list", "--volume", folder, "--camera", "nobody")


def test_exporting(folder: Path, tmp_path: Path):
    out = tmp_path / "clip.mp4"
    window = ("--camera", "gate", "--from", "2026-06-01T12:00:01", "--to", "2026-06-01T13:00:21+01:00")
    (facts,) = json.loads(run("export", "--volume", folder, *window, "--out", out, "--json"))
    assert facts["bytes"] == out.stat().st_size
    assert (facts["from"], facts["to"]) == ("2026-06-01T12:00:00Z", "2026-06-01T12:00:22Z")
    assert facts["gaps"] == [{"from": "2026-06-01T12:00:06Z", "to": "2026-06-01T12:00:20Z"}]
    with av.open(str(out)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 4 * GOP_FRAMES
    assert "already" in run("export", "--volume", folder, *window, "--out", out, code=1)


def test_an_export_that_was_broken_off_goes_on(folder: Path, tmp_path: Path, clock: FixedClock):
    start = clock.now_us()
    with Volume.view(folder, clock) as view, Archive([view]) as archive:
        plans = plan_clips(archive.recorded("gate", start, start + GROUP_US), start, start + GROUP_US)
        write_clips(plans, tmp_path / "a.mp4")
        whole = (tmp_path / "a.mp4").read_bytes()
        part = tmp_path / f"b.mp4.{plans[0].fingerprint[:16]}.part"
        part.write_bytes(whole[:777])
        write_clips(plans, tmp_path / "b.mp4")
        assert (tmp_path / "b.mp4").read_bytes() == whole
        assert not part.exists()
        with pytest.raises(Invalid, match="cannot be written"):
            write_clips(plans, tmp_path / "nowhere" / "c.mp4")


def test_a_change_of_codec_begins_a_further_file(volume: Volume, tmp_path: Path, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=2)
    record(volume, "gate", start + 2 * GROUP_US, groups=1, codec=Codec.H265)
    volume.close()
    window = ("--camera", "gate", "--from", "2026-06-01T12:00:00", "--to", "2026-06-01T12:00:06")
    ask = ("export", "--volume", volume.path, *window, "--out", tmp_path / "clip.mp4")
    second = tmp_path / "clip-2.mp4"
    second.write_bytes(b"somebody else's")
    assert "already" in run(*ask, code=1)
    assert not (tmp_path / "clip.mp4").exists()
    second.unlink()
    rows = json.loads(run(*ask, "--json"))
    assert [Path(row["file"]).name for row in rows] == ["clip.mp4", "clip-2.mp4"]
    assert [row["codec"] for row in rows] == ["h264", "h265"]
    counts = []
    for row in rows:
        with av.open(row["file"]) as container:
            counts.append(sum(1 for _ in container.decode(video=0)))
    assert counts == [2 * GOP_FRAMES, GOP_FRAMES]
    said = CliRunner().invoke(app, [*map(str, ask[:-1]), str(tmp_path / "again.mp4")])
    assert "there are 2 files" in " ".join(said.stderr.split())


def test_further_files_that_were_broken_off_go_on(volume: Volume, tmp_path: Path, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=1)
    record(volume, "gate", start + GROUP_US, groups=1, codec=Codec.H265)
    with Archive([volume]) as archive:
        plans = plan_clips(archive.recorded("gate", start, start + 2 * GROUP_US), start, start + 2 * GROUP_US)
    wholes = [path.read_bytes() for path in write_clips(plans, tmp_path / "a.mp4")]
    names = [f"{name}.{plan.fingerprint[:16]}.part" for name, plan in zip(("b.mp4", "b-2.mp4"), plans, strict=True)]
    (tmp_path / names[0]).write_bytes(wholes[0])
    (tmp_path / names[1]).write_bytes(wholes[1][:777])
    assert [path.read_bytes() for path in write_clips(plans, tmp_path / "b.mp4")] == wholes
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    ("begin", "end", "word"),
    [
        ("yesterday", "2026-06-01T12:00:01Z", "not a time"),
        ("2026-06-01T12:00:01Z", "2026-06-01T12:00:01Z", "after it begins"),
        ("2026-06-01T12:00:01Z", "2026-09-01T12:00:01Z", "31 days"),
        ("2026-05-01T12:00:01Z", "2026-05-01T12:00:09Z", "Nothing was recorded"),
    ],
)
def test_mistakes_are_answered_in_plain_words(folder: Path, tmp_path: Path, begin: str, end: str, word: str):
    window = ("--camera", "gate", "--from", begin, "--to", end, "--out", tmp_path / "x.mp4")
    assert word in " ".join(run("export", "--volume", folder, *window, code=1).split())
    assert not list(tmp_path.glob("x.mp4*"))


def test_a_folder_without_a_volume(tmp_path: Path):
    assert "no volume" in " ".join(run("list", "--volume", tmp_path, code=1).split())


def test_checking_and_repairing(folder: Path, clock: FixedClock):
    assert "sound" in run("check", "--volume", folder, "--full")
    path = folder / segment_name("gate", clock.now_us())
    path.unlink()
    (report,) = json.loads(run("check", "--volume", folder, "--json", code=1))
    assert [each["fault"] for each in report["findings"]] == ["missing"]
    assert "set right" in run("check", "--volume", folder, "--repair")
    assert "sound" in run("check", "--volume", folder)


def test_repair_is_refused_while_a_recorder_runs(folder: Path, clock: FixedClock):
    with Volume.open(folder, clock):
        assert "Another process" in " ".join(run("check", "--volume", folder, "--repair", code=1).split())
        run("check", "--volume", folder)


def test_times_without_a_zone_are_utc():
    assert moment("2026-06-01T12:00") == moment("2026-06-01T13:00+01:00")

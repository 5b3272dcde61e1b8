from __future__ import annotations

from beadle.video.ingest.rounds import MOST_TURNS, TURN_S
from beadle.video.ingest.settings import IngestSettings
from beadle.video.ingest.watch import Counts, Verdict, Watch
from beadle.video.terms import CameraState

SETTINGS = IngestSettings()


class Run:
    """A session second by second; each call says what came in that second."""

    def __init__(self) -> None:
        self.watch = Watch(100.0, SETTINGS)
        self.now, self.octets, self.units, self.keys = 100.0, 0, 0, 0
        self.verdict = Verdict(CameraState.CONNECTING, "")

    def second(
        self, octets: int = 500_000, units: int = 25, keys: int = 1, *, frozen: bool = False, no: int = 0
    ) -> Verdict:
        self.now += 1
        self.octets += octets
        self.units += units
        self.keys += keys
        self.verdict = self.watch.look(self.now, Counts(self.octets, self.units, self.keys, frozen, no))
        return self.verdict

    def seconds(self, count: int, octets: int = 500_000, units: int = 25, keys: int = 1) -> Verdict:
        for _ in range(count):
            self.second(octets, units, keys)
        return self.verdict


def test_pictures_mean_online() -> None:
    run = Run()
    assert run.second(keys=0).state is CameraState.CONNECTING
    assert run.second().state is CameraState.ONLINE
    assert run.seconds(100).state is CameraState.ONLINE


def test_silence_is_a_lost_camera_within_five_seconds() -> None:
    run = Run()
    run.seconds(3)
    verdicts = [run.second(0, 0, 0) for _ in range(5)]
    assert [verdict.state for verdict in verdicts].index(CameraState.LOST) < 5
    assert verdicts[-1].end


def test_one_byte_a_second_is_no_video() -> None:
    run = Run()
    assert run.seconds(5, 1, 0, 0).state is CameraState.NO_VIDEO
    assert not run.verdict.end
    assert run.seconds(21, 1, 0, 0).end


def test_never_a_key_frame_is_no_video() -> None:
    run = Run()
    assert run.seconds(14, keys=0).state is CameraState.CONNECTING
    run.second(keys=0)
    assert (run.verdict.state, "key frame" in run.verdict.detail) == (CameraState.NO_VIDEO, True)


def test_never_a_parameter_set_is_said_as_such() -> None:
    run = Run()
    run.seconds(14, keys=0)
    assert "parameter sets" in run.second(keys=0, no=7).detail


def test_no_more_key_frames_is_no_video_and_their_return_is_online() -> None:
    run = Run()
    run.seconds(5)
    assert run.seconds(59, keys=0).state is CameraState.ONLINE
    assert run.seconds(1, keys=0).state is CameraState.NO_VIDEO
    assert run.seconds(1).state is CameraState.ONLINE


def test_a_frozen_picture_thaws() -> None:
    run = Run()
    run.seconds(5)
    assert run.second(frozen=True).state is CameraState.FROZEN
    assert run.second().state is CameraState.ONLINE


def test_a_flood_is_cut_off() -> None:
    run = Run()
    run.seconds(5, octets=20_000_000)
    assert run.verdict.state is CameraState.ONLINE
    verdicts = [run.second(octets=60_000_000) for _ in range(4)]
    assert {verdict.state for verdict in verdicts if verdict.end} == {CameraState.LOST}


def test_looking_often_changes_nothing() -> None:
    watch = Watch(0.0, SETTINGS)
    for turn in range(1, 1000):
        verdict = watch.look(turn / 25, Counts(turn * 20_000, turn, 1 + turn // 50, frozen=False))
        assert verdict.state is CameraState.ONLINE


def test_says_when_silence_would_be_a_loss() -> None:
    run = Run()
    run.second()
    assert run.watch.silence_due(run.now + 1) == SETTINGS.silence_s - 1
    assert run.watch.silence_due(run.now + SETTINGS.silence_s) == 0
    # Noted a look late, read a turn late: still known within five seconds.
    assert SETTINGS.silence_s + SETTINGS.watch_every_s + MOST_TURNS * TURN_S < 5

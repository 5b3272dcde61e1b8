from __future__ import annotations

import hashlib
import os
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import numpy as np
import pytest
from tests.factories import video

from beadle.platform.errors import Full
from beadle.video.errors import PictureBroken
from beadle.video.export import working
from beadle.video.export.plan import ClipPlan
from beadle.video.export.stored import OpenFiles
from beadle.video.export.working import WorkingCopy, sha256_of

START = 1_780_311_600_000_000
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def copy(plan: ClipPlan, tmp_path: Path) -> WorkingCopy:
    master = tmp_path / "a.mp4"
    master.write_bytes(b"".join(plan.read(0, plan.size, OpenFiles())))
    return WorkingCopy(plan, master, tmp_path / "a_play.mp4", camera="Market Place", zone=LONDON)


def test_every_picture_with_the_time_burnt_in(copy: WorkingCopy) -> None:
    shares = list(copy.steps(reserve_bytes=0))
    assert shares == sorted(shares)
    assert 0 < shares[-1] <= 1
    data = copy.path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(copy.path)) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 100
    assert [round(float(frame.time or 0), 3) for frame in frames[:3]] == [0, 0.2, 0.4]
    assert round(float(frames[50].time or 0)) == 20
    picture = frames[7].to_ndarray(format="gray")
    assert abs(float(np.median(picture[:100])) - (video.shade(7) - 16) * 255 / 219) < 20
    strip = picture[-12:]
    assert strip.max() - strip.min() > 60
    assert list(copy.path.parent.glob(".*part*")) == []


def test_the_time_of_a_picture_is_the_servers(copy: WorkingCopy, plan: ClipPlan) -> None:
    assert copy.moment(0) == START
    assert copy.moment(18_000) == START + 200_000
    second = next(piece for piece in plan.pieces if piece.fragment.start_us == START + 20_000_000)
    assert copy.moment(second.place.tfdt + 9_000) == START + 20_100_000


def test_it_stops_before_the_disk_is_full(copy: WorkingCopy) -> None:
    with pytest.raises(Full):
        list(copy.steps(reserve_bytes=1 << 60))
    copy.discard()
    copy.discard()
    assert not copy.path.exists()


def test_a_master_that_is_no_video_is_said_in_words(copy: WorkingCopy) -> None:
    copy._master.write_bytes(os.urandom(5000))
    with pytest.raises(PictureBroken):
        list(copy.steps(reserve_bytes=0))


def test_damage_in_the_middle_leaves_pictures_out(copy: WorkingCopy, plan: ClipPlan) -> None:
    data = bytearray(copy._master.read_bytes())
    third = plan.pieces[2]
    data[third.at + 600 : third.end] = os.urandom(third.length - 600)
    copy._master.write_bytes(data)
    list(copy.steps(reserve_bytes=0))
    with av.open(str(copy.path)) as container:
        assert len(list(container.decode(video=0))) >= 80


def test_a_hash(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"abc")
    assert sha256_of(tmp_path / "x") == hashlib.sha256(b"abc").hexdigest()
    assert working.sha256_of is sha256_of

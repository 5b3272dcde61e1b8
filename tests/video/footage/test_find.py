"""Finding footage over volumes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tests.factories.video import record, volume_at

from beadle.platform.clock import FixedClock
from beadle.video.footage.errors import IndexDamaged, NoFootage
from beadle.video.footage.find import Archive
from beadle.video.footage.holds import place
from beadle.video.footage.terms import Hold, Span
from beadle.video.footage.volume import Volume

GROUP_US = 2_000_000


def test_an_open_segment_grows_as_it_is_written(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    with Volume.view(volume.path, clock) as view, Archive([view]) as archive:
        writer = record(volume, "gate", start, groups=1, close=False)
        (segment,) = archive.segments("gate", start, start + 1)
        assert (segment.open, segment.end_us, segment.sha256) == (True, start + GROUP_US, None)
        assert archive.newest_us("gate") == start + GROUP_US
        more = record(volume, "market", start, groups=2, close=False)
        assert len(archive.fragments_of(archive.segments("market", start, start + 1)[0])) == 2
        writer.close(writer.end_us)
        more.close(more.end_us)
        assert not archive.segments("gate", start, start + 1)[0].open


def test_two_volumes_are_one_archive(tmp_path: Path, clock: FixedClock):
    start = clock.now_us()
    with volume_at(tmp_path / "a", clock) as one, volume_at(tmp_path / "b", clock) as other:
        record(one, "gate", start, groups=1)
        record(other, "gate", start + GROUP_US, groups=1)
        record(one, "gate", start + 2 * GROUP_US, groups=1)
        record(other, "market", start, groups=1)
        with Archive([one, other]) as archive:
            assert archive.cameras() == ["gate", "market"]
            found = archive.segments("gate", start, start + 3 * GROUP_US)
            assert [each.start_us for each in found] == [start, start + GROUP_US, start + 2 * GROUP_US]
            assert [each.volume_id for each in found] == [one.id, other.id, one.id]
            assert archive.spans("gate", start, start + 10 * GROUP_US) == [Span(start, start + 3 * GROUP_US)]
            assert (archive.oldest_us("gate"), archive.newest_us("gate")) == (start, start + 3 * GROUP_US)
            assert archive.segment("gate", found[1].key) == found[1]
            assert len(archive.fragments("gate", start + 1, start + GROUP_US + 1)) == 2


@pytest.mark.parametrize("key", ["", "x", "x.1", "../../etc/passwd", "." * 50, "a.99999999999999999999"])
def test_a_key_of_nothing_is_not_found(volume: Volume, key: str):
    with pytest.raises(NoFootage):
        Archive([volume]).segment("gate", key)


def test_ranges_are_half_open(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=1)
    archive = Archive([volume])
    assert archive.segments("gate", start + GROUP_US, start + 9 * GROUP_US) == []
    assert archive.segments("gate", start - 5, start) == []
    assert len(archive.segments("gate", start + GROUP_US - 1, start + GROUP_US)) == 1
    assert archive.segments("gate", start + 5, start + 5) == []
    assert archive.segments("nobody", 0, 1 << 60) == []
    assert archive.oldest_us("nobody") is None
    assert archive.newest_us("nobody") is None


def test_a_volume_that_cannot_be_read_is_told_and_the_others_answer(tmp_path: Path, clock: FixedClock):
    start = clock.now_us()
    with volume_at(tmp_path / "a", clock) as one, volume_at(tmp_path / "b", clock) as other:
        record(one, "gate", start, groups=1)
        other.index.close()
        for each in other.path.glob("index.db*"):
            each.unlink()
        with Archive([one, other]) as archive:
            assert len(archive.segments("gate", start, start + 1)) == 1
            assert list(archive.faults) == [str(other.path)]
            (line,) = archive.timeline(["gate"], start, start + GROUP_US, 1)
            assert line.spans
        with Archive([other]) as archive, pytest.raises(IndexDamaged):
            archive.segments("gate", start, start + 1)


def test_an_index_that_is_made_anew_is_opened_anew(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=1)
    path = volume.path
    with Volume.view(path, clock) as view, Archive([view]) as archive:
        assert archive.cameras() == ["gate"]
        volume.close()
        for each in path.glob("index.db*"):
            each.unlink()
        with volume_opened(path, clock) as again:
            record(again, "market", start + 60_000_000, groups=1)
            assert archive.cameras() == ["market"]
            assert len(archive.segments("market", 0, 1 << 60)) == 1


def volume_opened(path: Path, clock: FixedClock) -> Volume:
    volume = Volume.open(path, clock)
    volume.reserve_bytes = 0
    return volume


def test_many_threads_ask_at_once(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    for number in range(5):
        record(volume, "gate", start + number * GROUP_US, groups=1)
    archive = Archive([volume])
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(20):
            found = archive.segments("gate", start, start + 5 * GROUP_US)
            if len(found) != 5 or len(archive.fragments_of(found[0])) != 1:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert not wrong


def test_a_long_segment_is_found_from_its_middle(volume: Volume, clock: FixedClock):
    from tests.factories.video import gops

    from beadle.video.footage.writer import SegmentWriter

    start = clock.now_us()
    fmt, made = gops(1, start)
    made[0].end_us = start + 5 * 3_600_000_000
    writer = SegmentWriter(volume, "gate", fmt, start)
    writer.append(made[0])
    writer.close(made[0].end_us)
    assert len(Archive([volume]).segments("gate", made[0].end_us - 1, made[0].end_us)) == 1


def test_holds_show_on_the_time_line(volume: Volume, clock: FixedClock):
    start = clock.now_us()
    record(volume, "gate", start, groups=1)
    place([volume], Hold("h", ("gate",), start, start + 5, "a crime", start))
    gate, market = Archive([volume]).timeline(["gate", "market"], start, start + GROUP_US, 4)
    assert [each.id for each in gate.holds] == ["h"]
    assert (market.holds, market.spans, market.activity, market.oldest_us) == ([], [], bytes(4), None)

"""A viewer that is slower than the camera leaves frames out, up to a key frame, and is never waited for."""

from __future__ import annotations

from tests.video.live.transports import HeldTransport

from beadle.video.live.viewer import BEHIND_BYTES, MOST_BYTES, MOST_NEWS_BYTES, SocketListener, SocketViewer
from beadle.video.live.wire import pack_json

SECOND = 1_000_000


def viewer(*, whole: bool = True) -> tuple[SocketViewer, HeldTransport]:
    transport = HeldTransport()
    made = SocketViewer(transport)
    made.start({"mime": "video/mp4"}, [b"init"], whole)
    transport.written.clear()
    return made, transport


def test_the_first_start_answers_and_the_next_tells_of_a_new_format():
    transport = HeldTransport()
    made = SocketViewer(transport)
    assert not made.started
    made.start({"mime": "a"}, [b"init", b"gop"], True)
    made.start({"mime": "b"}, [b"init2"], True)
    assert made.started
    assert transport.written[0] == pack_json({"ok": True, "mime": "a"}) + b"initgop"
    assert transport.written[1] == pack_json({"type": "format", "mime": "b"}) + b"init2"


def test_without_the_current_group_it_waits_for_a_key_frame():
    made, transport = viewer(whole=False)
    made.offer(b"1", 0, False)
    made.offer(b"2", 40, True)
    made.offer(b"3", 80, False)
    assert transport.written == [b"2", b"3"]


def test_one_that_is_behind_for_a_second_skips_to_the_next_key_frame():
    made, transport = viewer()
    transport.unsent = BEHIND_BYTES + 1
    for number in range(30):
        made.offer(b"x", number * 40_000 + 1, False)
    assert transport.written.count(b"x") == 26
    assert transport.written[-1] == pack_json({"type": "skipped"})
    made.offer(b"key", 30 * 40_000, True)
    assert b"key" not in transport.written  # still behind
    transport.unsent = 0
    made.offer(b"x", 31 * 40_000, False)
    made.offer(b"key2", 32 * 40_000, True)
    made.offer(b"y", 33 * 40_000, False)
    assert transport.written[-2:] == [b"key2", b"y"]


def test_a_large_key_frame_alone_is_no_reason_to_skip():
    made, transport = viewer()
    transport.unsent = BEHIND_BYTES * 3
    made.offer(b"a", 1, True)
    transport.unsent = 0
    made.offer(b"b", 40_000, False)
    transport.unsent = BEHIND_BYTES * 3
    made.offer(b"c", 2 * SECOND, True)
    assert transport.written == [b"a", b"b", b"c"]


def test_memory_is_bounded_whatever_the_time():
    made, transport = viewer()
    transport.unsent = MOST_BYTES + 1
    made.offer(b"a", 1, False)
    made.offer(b"b", 2, False)
    made.tell(b"news")
    assert transport.written == []


def test_a_listener_that_lags_is_cut_off_instead_of_missing_news():
    transport = HeldTransport()
    listener = SocketListener(transport)
    listener.tell(b"1")
    transport.unsent = MOST_NEWS_BYTES + 1
    listener.tell(b"2")
    assert transport.written == [b"1"]
    assert transport.aborted
